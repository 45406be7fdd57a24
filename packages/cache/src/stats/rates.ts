import { bucketAt, bucketStart, minuteOf } from './buckets.ts';
import { type Counts, MINUTE_FIELDS } from './fields.ts';
import { get } from './figures.ts';

const MINUTE_MS = 60_000;

export interface Minute {
  /** ms since 1970 */
  at: number;
  accepted: number;
  completed: number;
}

/** The minutes of consecutive five-minute buckets. */
export function minutesOf(buckets: number[], totals: Counts[]): Minute[] {
  return buckets.flatMap((bucket, n) =>
    [0, 1, 2, 3, 4].map((minute) => ({
      at: bucketStart('fiveMinutes', bucket) + minute * MINUTE_MS,
      accepted: get(totals[n] ?? new Map(), MINUTE_FIELDS.accepted[minute] ?? ''),
      completed: get(totals[n] ?? new Map(), MINUTE_FIELDS.completed[minute] ?? ''),
    })),
  );
}

/** Completed per second, over the five whole minutes before the one of `now`. */
export function recentRate(minutes: Minute[], now: number): number {
  const until = bucketStart('fiveMinutes', bucketAt('fiveMinutes', now)) + minuteOf(now) * MINUTE_MS;
  const recent = minutes.filter(({ at }) => at < until && at >= until - 5 * MINUTE_MS);
  return recent.reduce((sum, { completed }) => sum + completed, 0) / 300;
}

/** The busiest minute by what is counted; `undefined` when nothing was. */
export function busiest(minutes: Minute[], what: 'accepted' | 'completed'): Minute | undefined {
  const most = minutes.reduce<Minute | undefined>(
    (best, minute) => (minute[what] > (best?.[what] ?? 0) ? minute : best),
    undefined,
  );
  return most;
}
