import type { BackoffOptions, Job } from 'bullmq';

const LONGEST_MS = 30_000;

/** Pauses that double, up to half a minute: BullMQ's own know no end. @param delay the first one, ms */
export const growing = (delay: number): BackoffOptions => ({ type: 'growing', delay });

/**
 * How long to wait after so many attempts, ms; by half of it at random, so that what failed together does not come back together.
 * For `settings.backoffStrategy` of a worker.
 */
export function pauseAfter(
  attemptsMade: number,
  _type?: string,
  _error?: Error,
  job?: Pick<Job, 'opts'>,
): number {
  const { backoff } = job?.opts ?? {};
  const first = typeof backoff === 'object' ? (backoff.delay ?? 0) : 0;
  const longest = Math.min(LONGEST_MS, first * 2 ** (attemptsMade - 1));
  return Math.floor(longest * (1 - Math.random() / 2));
}
