import type { Redis } from 'ioredis';
import { queuePrefix } from '../names.ts';

/** Of personal data, whatever else is configured. */
export const LONGEST_MS = 172_800_000;

export interface UserList {
  add(userHash: string, id: string): Promise<void>;
  ids(userHash: string): Promise<string[]>;
  remove(userHash: string, ids: string[]): Promise<void>;
}

/** `{…jmj}:user:<hash>:<what>`: ids of what is a user's, each until it is gone for certain. */
export function createUserList(
  redis: Redis,
  keyPrefix: string,
  what: 'analyses' | 'batches' | 'jobs',
): UserList {
  const keyOf = (userHash: string) => `${queuePrefix(keyPrefix)}:user:${userHash}:${what}`;
  return {
    async add(userHash, id) {
      const key = keyOf(userHash);
      const now = Date.now();
      const replies = await redis
        .multi()
        .zremrangebyscore(key, '-inf', now)
        .zadd(key, now + LONGEST_MS, id)
        .pexpire(key, LONGEST_MS)
        .exec();
      const refused = replies?.find(([error]) => error)?.[0];
      if (refused) throw refused;
    },
    ids: (userHash) => redis.zrange(keyOf(userHash), '0', '-1'),
    async remove(userHash, ids) {
      if (ids.length > 0) await redis.zrem(keyOf(userHash), ...ids);
    },
  };
}
