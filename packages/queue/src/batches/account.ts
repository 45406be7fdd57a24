import type { Redis } from 'ioredis';
import { queuePrefix } from '../names.ts';

const HOUR_MS = 3_600_000;

/**
 * Hash: hour in which batches end → items of theirs that wait. By the hour, so that what a batch leaves behind when it expires is
 * forgotten with its hour.
 */
export const accountKey = (keyPrefix: string): string => `${queuePrefix(keyPrefix)}:batch-items`;

export const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);

export interface BatchAccount {
  /** Items of all batches that have not ended. One look, however many batches there are. */
  waiting(): Promise<number>;
}

export function createBatchAccount(redis: Redis, keyPrefix = ''): BatchAccount {
  const key = accountKey(keyPrefix);
  return {
    async waiting() {
      const now = hourOf(Date.now());
      const hours = Object.entries(await redis.hgetall(key));
      const past = hours.flatMap(([hour]) => (Number(hour) < now ? [hour] : []));
      if (past.length > 0) await redis.hdel(key, ...past);
      return hours.reduce(
        (sum, [hour, items]) => sum + (Number(hour) < now ? 0 : Math.max(0, Number(items))),
        0,
      );
    },
  };
}
