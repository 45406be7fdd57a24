import { LONGEST_MS } from './erasing/user-list.ts';

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const MOST_JOBS = 1000;

/** Personal data is gone by then, whatever the configuration says; ms. */
export const LONGEST_RETENTION_MS = LONGEST_MS;
/** @see Retention */
export const DEFAULT_RETENTION_SECONDS = DAY_SECONDS;

/** How long finished jobs are kept for Bull Board: references only. `age` in seconds, `count` in jobs. */
export interface Retention {
  completed: { age: number; count: number };
  failed: { age: number; count: number };
}

/** @param seconds the longest that anything finished is kept */
export const retentionOf = (seconds = DEFAULT_RETENTION_SECONDS): Retention => ({
  completed: { age: Math.min(seconds, HOUR_SECONDS), count: MOST_JOBS },
  failed: { age: Math.min(seconds, DAY_SECONDS), count: MOST_JOBS },
});
