import { existsSync } from 'node:fs';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { registerDocs } from './docs.ts';

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
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
  });
  await registerDocs(app);
  if (!playground || !existsSync(playground)) return;
  await app.register(fastifyStatic, { root: playground, wildcard: false, cacheControl: false });
}
