import { type ByteStore, CRITIQUE_KEY_PREFIX, type UserKeys } from '@jmj/cache';
import { descriptorKeysOf, TWIN_KEY_PREFIX } from '@jmj/cache/twins';
import type { Removed } from './admin-contract.ts';

export interface Upkeep {
  /** Removes every critique and every trace of a photo, in all processes; of the queue nothing. */
  clear(): Promise<Removed>;
  /** Removes what this user's photos put in the cache, in all processes. */
  erase(owner: { tenant: string; userId: string }): Promise<Removed>;
}

/**
 * What an administrator may do to the cache. It throws when Redis is away: nothing is reported that was not done.
 * @param deps.store tells the other processes what is removed from it
 */
export function createUpkeep({ store, users }: { store: ByteStore; users: UserKeys }): Upkeep {
  return {
    async clear() {
      const critiques = await store.clear(CRITIQUE_KEY_PREFIX);
      return { critiques, traces: await store.clear(TWIN_KEY_PREFIX) };
    },
    async erase(owner) {
      const keys = await users.keys(owner);
      const critiques = await store.delete(keys);
      const traces = await store.delete(descriptorKeysOf(owner.tenant, keys));
      // Last: until then the keys can be found, and an erasure that broke off be done again.
      await users.forget(owner, keys);
      return { critiques, traces };
    },
  };
}
