import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import fastify from 'fastify';
import { Redis } from 'ioredis';

/**
 * The floors, in a process of their own, as the api is: `POST /read` does nothing but one GETBUFFER of what lies in Redis and
 * passes it on; `POST /photo` does nothing but receive a photo and hash it, and so does `POST /form` when it comes in a form.
 */
const redis = new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });
const app = fastify();
for (const type of [/^image\//, /^multipart\/form-data/])
  app.addContentTypeParser(type, (_request, payload, done) => done(null, payload));

app.post<{ Body: { sha256: string } }>('/read', async (request, reply) => {
  const found = await redis.getBuffer(`floor:${request.body.sha256}`);
  if (!found) return reply.code(404).send();
  return reply.header('content-encoding', 'gzip').type('application/json').send(found);
});

async function hashed(photo: AsyncIterable<Buffer>) {
  const hash = createHash('sha256');
  for await (const chunk of photo) hash.update(chunk);
  return { sha256: hash.digest('hex') };
}

app.post<{ Body: Readable }>('/photo', (request) => hashed(request.body));

app.post<{ Body: Readable }>(
  '/form',
  (request) =>
    new Promise((resolve, reject) => {
      const form = new Busboy({ headers: { 'content-type': request.headers['content-type'] ?? '' } });
      form.on('file', (_name, file) => resolve(hashed(file)));
      form.on('error', reject);
      request.body.pipe(form);
    }),
);

const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.send?.({ ready: address });
process.on('disconnect', () => process.exit(0));
