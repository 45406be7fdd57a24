const MINUTE_MS = 60_000;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** How finely time is cut, and how long a cut is kept after it was last written. All of it in UTC. */
export const GRAINS = {
  fiveMinutes: { mark: '5m', ms: 5 * MINUTE_MS, ttlSeconds: 25 * HOUR_S },
  hour: { mark: 'h', ms: HOUR_S * 1000, ttlSeconds: 8 * DAY_S },
  day: { mark: 'd', ms: DAY_S * 1000, ttlSeconds: 40 * DAY_S },
} as const;
export type Grain = keyof typeof GRAINS;

/** The number of the bucket that a moment is in. */
export const bucketAt = (grain: Grain, at: number): number => Math.floor(at / GRAINS[grain].ms);

/** When a bucket begins, ms since 1970. */
export const bucketStart = (grain: Grain, bucket: number): number => bucket * GRAINS[grain].ms;

/** Which minute of its five-minute bucket a moment is in, 0 to 4. */
export const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS) % 5;

/** The last `length` buckets, oldest first; the last one is still being filled. */
export function lastBuckets(grain: Grain, now: number, length: number): number[] {
  const current = bucketAt(grain, now);
  return Array.from({ length }, (_, n) => current - length + 1 + n);
}

/** One slot of a Cluster for all of them: they are written together. */
export const statsPrefix = (keyPrefix: string): string => `${keyPrefix}{jmj:stats}:`;

export const totalsKey = (keyPrefix: string, grain: Grain, bucket: number): string =>
  `${statsPrefix(keyPrefix)}${GRAINS[grain].mark}:${bucket}`;

/** What was asked for, by combination; hours and days only. */
export const askedKey = (keyPrefix: string, grain: 'hour' | 'day', bucket: number): string =>
  `${totalsKey(keyPrefix, grain, bucket)}:asked`;

/** What was asked for is told by the hour for a day only: these are the largest buckets. */
export const ASKED_TTL_SECONDS = { hour: 26 * HOUR_S, day: GRAINS.day.ttlSeconds } as const;

/** Counts since ever, of the whole fleet. */
export const everKey = (keyPrefix: string): string => `${statsPrefix(keyPrefix)}ever`;
