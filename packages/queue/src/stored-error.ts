import { toAnalysisError } from '@jmj/core';
import { UnrecoverableError } from 'bullmq';

const framesOf = (error: unknown): string[] =>
  error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')) : [];

/**
 * What BullMQ may keep of an error, in the job and in its event stream: our own words and where it happened. The message of an
 * unexpected error stays out, since it may quote anything.
 */
export function storedError(error: unknown, options: { permanent: boolean }): Error {
  const { code, message } = toAnalysisError(error);
  const kept = new (options.permanent ? UnrecoverableError : Error)(`${code}: ${message}`);
  kept.stack = [`${kept.name}: ${kept.message}`, ...framesOf(error)].join('\n');
  return kept;
}
