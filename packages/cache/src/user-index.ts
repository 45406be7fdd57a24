import type { UserIndex } from '@jmj/core';
import type { Redis } from 'ioredis';
import { critiqueKey, MAX_TTL_SECONDS } from './critique-cache.ts';

interface Owner {
  tenant: string;
  userId: string;
}

export interface UserKeys extends UserIndex {
  /** Notes any cache key as this user's. */
  addKey(owner: Owner, key: string): Promise<void>;
  /** The keys noted for the user; they are forgotten with the same stroke. */
  take(owner: Owner): Promise<string[]>;
}

/** `user:{tenant}:{userId}`: a set of the cache keys that this user's photos led to. Lives as long as any of them can. */
export function createUserIndex(redis: Redis, keyPrefix = ''): UserKeys {
  const keyOf = ({ tenant, userId }: Owner) => `${keyPrefix}user:${tenant}:${userId}`;
  const addKey = async (owner: Owner, key: string) => {
    await redis.multi().sadd(keyOf(owner), key).expire(keyOf(owner), MAX_TTL_SECONDS).exec();
  };
  return {
    addKey,
    add: (owner, fingerprint) => addKey(owner, critiqueKey(fingerprint)),
    async take(owner) {
      const [members] = (await redis.multi().smembers(keyOf(owner)).unlink(keyOf(owner)).exec()) ?? [];
      return (members?.[1] as string[] | undefined) ?? [];
    },
  };
}

/** The same in memory, for a cache without Redis. */
export function createMemoryUserIndex(): UserKeys {
  const users = new Map<string, Set<string>>();
  const nameOf = ({ tenant, userId }: Owner) => `${tenant}:${userId}`;
  const addKey = async (owner: Owner, key: string) => {
    const keys = users.get(nameOf(owner)) ?? new Set();
    users.set(nameOf(owner), keys.add(key));
  };
  return {
    addKey,
    add: (owner, fingerprint) => addKey(owner, critiqueKey(fingerprint)),
    async take(owner) {
      const keys = [...(users.get(nameOf(owner)) ?? [])];
      users.delete(nameOf(owner));
      return keys;
    },
  };
}
