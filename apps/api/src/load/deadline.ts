import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Failure } from '@jmj/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Running while the request waits for its answer. */
    deadline: NodeJS.Timeout | undefined;
    /** Until then the caller prefers to wait, as `performance.now()` tells: the deadline begins anew after it. */
    waitsUntil: number;
  }
}

const RETRY_AFTER_MS = 1000;

/** An upload has limits of its own, and its deadline begins at its last byte; one that nobody has begun to read waits for us. */
const isArriving = (raw: IncomingMessage): boolean => raw.readableFlowing !== null && !raw.readableEnded;

/** What comes now comes to nobody, as often as Redis is slow: it is no error of ours, and a stream ends here. */
function ignoreFurtherAnswers(reply: FastifyReply): void {
  reply.log = reply.log.child({}, { level: 'silent' });
  reply.send = (payload?: unknown) => {
    if (payload instanceof Readable) payload.destroy();
    return reply;
  };
}

/**
 * Answers `503 queue-unavailable` to every request that has not begun to be answered `ms` after its last byte. Work that is late goes
 * on: what it accepts is judged, and found by whoever asks again. Fastify's own `handlerTimeout` is another thing: it counts from the
 * first byte, and cuts off answers that are being sent.
 */
export function boundAnswers(app: FastifyInstance, ms: number): void {
  function tooLate(request: FastifyRequest, reply: FastifyReply): void {
    if (isArriving(request.raw)) return; // its end winds the timer up again
    const waits = request.waitsUntil - performance.now();
    if (waits > 0) {
      request.deadline = setTimeout(tooLate, waits + ms, request, reply);
      return;
    }
    const message = `Nothing was decided within ${ms} ms. Ask again`;
    reply.send(new Failure('queue-unavailable', message, { retryAfterMs: RETRY_AFTER_MS }));
    ignoreFurtherAnswers(reply);
  }

  // Plain functions, as all hooks of the hit path: promises would be felt.
  app.decorateRequest('deadline', undefined);
  app.decorateRequest('waitsUntil', 0);
  app.addHook('preHandler', (request, reply, done) => {
    request.deadline = setTimeout(tooLate, ms, request, reply);
    if (request.body instanceof Readable) request.raw.once('end', () => request.deadline?.refresh());
    done();
  });
  app.addHook('onSend', (request, _reply, _payload, done) => {
    clearTimeout(request.deadline);
    request.deadline = undefined;
    done();
  });
}
