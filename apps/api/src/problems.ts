import { PROBLEMS, type Problem, type ProblemCode } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import { isRefusal } from '@jmj/queue';
import type { FastifyError, FastifyReply } from 'fastify';

/** Retry-After when whoever refused did not say how long, seconds. */
const RETRY_AFTER_SECONDS = 5;

/** What Fastify and Redis throw, in our words. Anything else is ours to be ashamed of. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code = '', statusCode, message } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Failure(
      'unsupported-format',
      'Expected Content-Type multipart/form-data, application/json or the image/… type of the photo',
    );
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Failure('photo-too-large', 'The body is too large');
  // What Node calls a client that went away in the middle of its body. Nobody is there to read this.
  if (code === 'ECONNRESET' && message === 'aborted')
    return new Failure('invalid-request', 'The upload was cut off');
  if (isRedisTrouble(error)) {
    return new Failure('queue-unavailable', 'The queue cannot be reached: try again in a moment', {
      cause: error,
    });
  }
  if (statusCode !== undefined && statusCode < 500)
    return new Failure('invalid-request', message ?? 'Bad request');
  return new Failure('internal', PROBLEMS.internal.title, { cause: error });
}

const LOST =
  /Stream isn't writeable|Connection is closed|Command timed out|Reached the max retries|EPIPE|ECONN|ETIMEDOUT/;

/** ioredis has no common error class: a dead connection, a command without an answer, a server that refuses, a transaction that one of its commands ended. */
function isRedisTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { previousErrors = [] } = error as { previousErrors?: unknown[] };
  return (
    isRefusal(error) ||
    LOST.test(error.message) ||
    /^(LOADING|CLUSTERDOWN) /.test(error.message) ||
    previousErrors.some(isRedisTrouble)
  );
}

export function toProblem(failure: Failure): Problem {
  const { status, title } = PROBLEMS[failure.code];
  return {
    type: `urn:judgemyjpeg:problem:${failure.code}`,
    title,
    status,
    code: failure.code,
    detail: failure.message,
    ...(failure.fields ? { errors: failure.fields } : {}),
    ...(failure.budget ? { budget: failure.budget } : {}),
  };
}

/** When it is worth asking again; nothing when it never is, or nobody knows. */
function retryAfterSeconds({ retryable, retryAfterMs }: Failure, status: number): number | undefined {
  // A budget begins anew with its period.
  if (status === 402) return retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
  if (!retryable || ![409, 429, 503].includes(status)) return undefined;
  return retryAfterMs ? Math.ceil(retryAfterMs / 1000) : RETRY_AFTER_SECONDS;
}

export function sendProblem(reply: FastifyReply, failure: Failure): FastifyReply {
  const problem = toProblem(failure);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  const seconds = retryAfterSeconds(failure, problem.status);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  // A 404 may be kept by caches that are not told otherwise: RFC 9110 §15.1.
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

export const isServerFault = (code: ProblemCode): boolean => code === 'internal';
