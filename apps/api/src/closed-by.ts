import type { FastifyReply } from 'fastify';

/**
 * Aborted when the caller has gone, or the server stops. Listens to the response, not to its socket: a connection that is kept would
 * gather a listener with each request.
 */
export function closedBy(reply: FastifyReply, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, stopping]);
}
