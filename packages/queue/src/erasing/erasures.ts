import type { Erasures } from '@jmj/core';
import type { Redis } from 'ioredis';
import { queuePrefix } from '../names.ts';

/** Longer than any request takes, its upload included. */
const MARK_MS = 600_000;

/** `{…jmj}:erased:<hash of the user>`, for some minutes: how much of its time is left tells when it was. */
export function createErasures(redis: Redis, keyPrefix = ''): Erasures {
  const keyOf = (userHash: string) => `${queuePrefix(keyPrefix)}:erased:${userHash}`;
  return {
    async mark(userHash) {
      await redis.set(keyOf(userHash), '1', 'PX', MARK_MS);
    },
    async within(userHash, ms) {
      const left = await redis.pttl(keyOf(userHash));
      return left >= 0 && MARK_MS - left <= ms;
    },
  };
}
