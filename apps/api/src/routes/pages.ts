import { existsSync } from 'node:fs';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { registerDocs } from './docs.ts';

/** Everything comes from here; photos are shown before they are sent. */
const POLICY = [
  "default-src 'self'",
  "img-src 'self' blob: data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

/** What a browser shows: the documents, and the built playground at `/` when there is one. */
export const pages: FastifyPluginCallback<{ playground: string | undefined }> = (
  app,
  { playground },
  done,
) => {
  open(app, playground).then(() => done(), done);
};

async function open(app: FastifyInstance, playground: string | undefined): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'deny' },
    // Told over TLS only, by the hook of all answers.
    strictTransportSecurity: false,
  });
  // In place of the policy of data: what is set on the reply goes over what helmet sets on the socket's response.
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('content-security-policy', POLICY);
    done();
  });
  await registerDocs(app);
  if (!playground || !existsSync(playground)) return;
  await app.register(fastifyStatic, { root: playground, wildcard: false, cacheControl: false });
}
