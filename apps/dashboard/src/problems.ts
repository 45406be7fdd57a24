import { PROBLEMS, type Problem } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import type { FastifyError } from 'fastify';
import { ZodError } from 'zod';

const RETRY_AFTER_SECONDS = 5;

function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ZodError) {
    const fields = error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message }));
    return new Failure('invalid-request', PROBLEMS['invalid-request'].title, { fields });
  }
  const { statusCode, message } = error as Partial<FastifyError>;
  if (statusCode !== undefined && statusCode < 500)
    return new Failure('invalid-request', message ?? PROBLEMS['invalid-request'].title);
  // All that these routes do is ask Redis.
  return new Failure('queue-unavailable', 'Redis cannot be reached: try again in a moment', { cause: error });
}

/** What a program is told of an error: RFC 9457, with our stable code. */
export function toProblem(error: unknown): { problem: Problem; headers: Record<string, string> } {
  const failure = toFailure(error);
  const { status, title, retryable } = PROBLEMS[failure.code];
  const problem: Problem = {
    type: `urn:judgemyjpeg:problem:${failure.code}`,
    title,
    status,
    code: failure.code,
    detail: failure.message,
    ...(failure.fields ? { errors: failure.fields } : {}),
  };
  return { problem, headers: retryable ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {} };
}
