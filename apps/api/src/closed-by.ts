import type { FastifyReply } from 'fastify';

/**
 * Aborted when nobody reads the answer any more, or the server stops. Listens to the response, not to its socket: a connection that is
 * kept would gather a listener with each request.
 */
export function closedBy({ raw }: FastifyReply, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController();
  if (raw.closed) gone.abort();
  else raw.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, stopping]);
}
