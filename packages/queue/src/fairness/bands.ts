import { PRIORITIES, type Priority } from '@jmj/contracts';

/**
 * BullMQ takes the job with the lowest priority number first, out of 1 to 2^21 - 1. Each class has a band of that range; within it
 * the number is the turn at which the job goes. The number 0 goes before all: only jobs taken over from a dead worker have it.
 * https://docs.bullmq.io/guide/jobs/prioritized
 */
export const BAND = 2 ** 19;

/** BullMQ's score of a waiting job: its priority times this, plus a count that keeps those of one priority in order. */
export const SCORE_STEP = 2 ** 32;

/** 0: `live`, 1: `economy`, 2: `warm`. */
export const classOf = ({ priority = 'live' }: { priority?: Priority | undefined }): number =>
  PRIORITIES.indexOf(priority);

/** One start in so many of a class lets a job go next that waits in a lower one, when that has waited long. */
export const STARTS_PER_TURN = 10;

/** How long that is, ms. */
export const PATIENCE_MS: Record<Priority, number> = { live: 0, economy: 60_000, warm: 600_000 };
