import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** RFC 9110 §13.1.2: who already has this very answer gets 304 and no body. */
export function sendTagged(request: FastifyRequest, reply: FastifyReply, answer: unknown): FastifyReply {
  const body = JSON.stringify(answer);
  const tag = `"${hash('sha256', body, 'base64url').slice(0, 27)}"`;
  reply.header('etag', tag).header('cache-control', 'private, no-cache');
  const seen = request.headers['if-none-match']?.split(',').map((it) => it.trim().replace(/^W\//, ''));
  if (seen?.includes(tag) || seen?.includes('*')) return reply.code(304).send();
  return reply.type('application/json').send(body);
}
