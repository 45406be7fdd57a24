import { tenantMark, type UserIndex, userHashOf } from '@jmj/core';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { critiqueKey, MAX_TTL_SECONDS } from './keys.ts';
import { askedOf, createOwners } from './owners.ts';
import { photosOf } from './twins/keys.ts';

interface Owner {
  tenant: string;
  userId: string;
}

export interface UserKeys extends UserIndex {
  /** Notes any cache key as this user's. */
  addKey(owner: Owner, key: string): Promise<void>;
  /** The keys noted for the user. */
  keys(owner: Owner): Promise<string[]>;
  /** To be called when the keys are gone: until then they can still be found, and erasing be tried again. */
  forget(owner: Owner, keys: string[]): Promise<void>;
}

const MAX_TTL_MS = MAX_TTL_SECONDS * 1000;
const MOST_USERS_IN_MEMORY = 100_000;

/** What stands for a photo of a tenant among the things that are owned. */
export const photoThing = (tenant: string, sha256: string): string => `sent:${tenantMark(tenant)}:${sha256}`;

const thingsOf = (tenant: string, key: string): string[] => [
  askedOf(key),
  ...photosOf([key]).map((sha256) => photoThing(tenant, sha256)),
];

/** A user id may hold anything, so the tenant must not hold the `:` that separates them. */
const nameOf = ({ tenant, userId }: Owner): string => `${encodeURIComponent(tenant)}:${userId}`;

/**
 * `user:{tenant}:{userId}`: the cache keys that this user's photos led to, each with the time at which its entry is gone for
 * certain. The index lives as long as its youngest member can, and drops the others on the way: of an old photo nothing stays.
 */
export function createUserIndex(redis: Redis, keyPrefix = ''): UserKeys {
  const keyOf = (owner: Owner) => `${keyPrefix}user:${nameOf(owner)}`;
  const owners = createOwners(redis, keyPrefix);
  const hashed = ({ tenant, userId }: Owner) => ({ tenant, userHash: userHashOf(tenant, userId) });

  async function addKey(owner: Owner, key: string): Promise<void> {
    await Promise.all([list(owner, key), owners.note(hashed(owner), thingsOf(owner.tenant, key))]);
  }

  async function list(owner: Owner, key: string): Promise<void> {
    const now = Date.now();
    const replies = await redis
      .multi()
      .zremrangebyscore(keyOf(owner), '-inf', now)
      .zadd(keyOf(owner), now + MAX_TTL_MS, key)
      .pexpire(keyOf(owner), MAX_TTL_MS)
      .exec();
    const refused = replies?.find(([error]) => error)?.[0];
    if (refused) throw refused;
  }

  async function forget(owner: Owner, keys: string[]): Promise<void> {
    if (keys.length === 0) return;
    await owners.remove(hashed(owner), [...new Set(keys.flatMap((key) => thingsOf(owner.tenant, key)))]);
    await redis.zrem(keyOf(owner), ...keys);
  }

  return {
    addKey,
    add({ tenant, userId }, fingerprint) {
      const key = critiqueKey(fingerprint);
      if (userId !== undefined) return addKey({ tenant, userId }, key);
      return owners.note({ tenant }, thingsOf(tenant, key));
    },
    remove: (owner, fingerprint) => forget(owner, [critiqueKey(fingerprint)]),
    keys: (owner) => redis.zrange(keyOf(owner), '0', '-1'),
    forget,
  };
}

/** The same in memory, for a cache without Redis. */
export function createMemoryUserIndex(): UserKeys {
  const users = new LRUCache<string, Map<string, number>>({ max: MOST_USERS_IN_MEMORY, ttl: MAX_TTL_MS });

  async function addKey(owner: Owner, key: string): Promise<void> {
    const now = Date.now();
    const keys = users.get(nameOf(owner)) ?? new Map<string, number>();
    for (const [old, goneAt] of keys) if (goneAt <= now) keys.delete(old);
    users.set(nameOf(owner), keys.set(key, now + MAX_TTL_MS));
  }

  return {
    addKey,
    async add({ tenant, userId }, fingerprint) {
      if (userId !== undefined) await addKey({ tenant, userId }, critiqueKey(fingerprint));
    },
    remove: async (owner, fingerprint) => forget(owner, [critiqueKey(fingerprint)]),
    keys: async (owner) => [...(users.get(nameOf(owner))?.keys() ?? [])],
    forget: async (owner, keys) => forget(owner, keys),
  };

  function forget(owner: Owner, keys: string[]): void {
    const noted = users.get(nameOf(owner));
    for (const key of keys) noted?.delete(key);
    if (noted?.size === 0) users.delete(nameOf(owner));
  }
}
