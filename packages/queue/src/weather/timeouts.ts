import type { Tier } from '@jmj/contracts';
import type { Redis } from 'ioredis';
import { queuePrefix } from '../names.ts';
import { TIMES_KEPT } from './leave.ts';

/** Fewer answers say nothing of how long the slowest in a hundred take. */
const LEAST_KNOWN = 50;
/** An answer is given up when it takes so many times as long as the slowest in a hundred. */
const FACTOR = 3;
/** However fast the provider usually is, ms. */
const FLOOR_MS: Record<Tier, number> = { default: 10_000, flex: 60_000, batch: 60_000 };
const FRESH_MS = 5000;

/** How long one has to wait for an answer at most, by those that came before: the 99th percentile, with room. */
export function timeoutFrom(timesMs: number[], tier: Tier): number | undefined {
  if (timesMs.length < LEAST_KNOWN) return undefined;
  const sorted = timesMs.toSorted((one, two) => one - two);
  const slowest = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
  return Math.max(FLOOR_MS[tier], Math.round(slowest * FACTOR));
}

/** The same for models as the fleet knows them, read again every few seconds. */
export function createTimeouts(redis: Redis, keyPrefix: string) {
  const known = new Map<string, { at: number; ms: number | undefined }>();
  return async (model: string, tier: Tier): Promise<number | undefined> => {
    const key = `${queuePrefix(keyPrefix)}:weather:of:${model}:times:${tier}`;
    const kept = known.get(key);
    if (kept && Date.now() - kept.at < FRESH_MS) return kept.ms;
    const times = await redis.lrange(key, 0, TIMES_KEPT - 1);
    const ms = timeoutFrom(times.map(Number), tier);
    known.set(key, { at: Date.now(), ms });
    return ms;
  };
}
