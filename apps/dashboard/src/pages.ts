import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

/** Stricter than the board's: nothing of these pages is inline. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HASHED = /^\/admin\/assets\//;

export const arePagesBuilt = (folder: string): boolean => existsSync(join(folder, 'index.html'));

/** The built pages under `/admin/`. Their files carry their content's hash in the name, and may be kept. */
export const adminPages: FastifyPluginCallback<{ folder: string }> = (app, { folder }, done) => {
  open(app, folder).then(() => done(), done);
};

async function open(app: FastifyInstance, folder: string): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', POLICY);
    if (HASHED.test(request.url)) reply.header('cache-control', 'private, max-age=31536000, immutable');
  });
  await app.register(fastifyStatic, {
    root: folder,
    prefix: '/admin/',
    wildcard: false,
    cacheControl: false,
  });
  for (const page of ['/admin', '/admin/costs', '/admin/quarantine'])
    app.get(page, (_request, reply) => reply.sendFile('index.html'));
}
