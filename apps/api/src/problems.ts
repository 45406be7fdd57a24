import { PROBLEMS, type Problem, type ProblemCode } from '@jmj/contracts';
import { Failure } from '@jmj/core';
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
  if (isRedisTrouble(error)) {
    return new Failure('queue-unavailable', 'The queue cannot be reached: try again in a moment', {
      cause: error,
    });
  }
  if (statusCode !== undefined && statusCode < 500)
    return new Failure('invalid-request', message ?? 'Bad request');
  return new Failure('internal', PROBLEMS.internal.title, { cause: error });
}

/** ioredis has no common error class: a dead connection, a command without an answer, a server that refuses. */
function isRedisTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /Stream isn't writeable|Connection is closed|Command timed out|Reached the max retries|ECONN|ETIMEDOUT/.test(
      error.message,
    ) || /^(OOM|READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|MISCONF) /.test(error.message)
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
  };
}

export function sendProblem(reply: FastifyReply, failure: Failure): FastifyReply {
  const problem = toProblem(failure);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (failure.retryable && problem.status === 503) {
    const seconds = failure.retryAfterMs ? Math.ceil(failure.retryAfterMs / 1000) : RETRY_AFTER_SECONDS;
    reply.header('retry-after', String(seconds));
  }
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

export const isServerFault = (code: ProblemCode): boolean => code === 'internal';
