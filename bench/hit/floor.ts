import { createHash } from 'node:crypto';
import fastify from 'fastify';
import { Redis } from 'ioredis';

/**
 * The floors, in a process of their own, as the api is: `POST /read` does nothing but one GETBUFFER of what lies in Redis and
 * passes it on; `POST /photo` does nothing but receive a photo and hash it.
 */
const redis = new Redis(process.env.REDIS_URL ?? '', { enableAutoPipelining: true });
const app = fastify();
app.addContentTypeParser(/^image\//, (_request, payload, done) => done(null, payload));

app.post<{ Body: { sha256: string } }>('/read', async (request, reply) => {
  const found = await redis.getBuffer(`floor:${request.body.sha256}`);
  if (!found) return reply.code(404).send();
  return reply.header('content-encoding', 'gzip').type('application/json').send(found);
});

app.post('/photo', async (request) => {
  const hash = createHash('sha256');
  for await (const chunk of request.body as AsyncIterable<Buffer>) hash.update(chunk);
  return { sha256: hash.digest('hex') };
});

const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.send?.({ ready: address });
process.on('disconnect', () => process.exit(0));
