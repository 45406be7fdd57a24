import { type ByteStore, CRITIQUE_KEY_PREFIX } from '@jmj/cache';
import { TWIN_KEY_PREFIX } from '@jmj/cache/twins';
import type { Erase } from '@jmj/core';
import type { Removed } from './admin-contract.ts';

export interface Upkeep {
  /** Removes every critique and every trace of a photo, in all processes; of the queue nothing. */
  clear(): Promise<Removed>;
  /** Forgets a user, as the api does. */
  erase(owner: { tenant: string; userId: string }): Promise<Removed>;
}

/**
 * What an administrator may do to the cache. It throws when Redis is away: nothing is reported that was not done.
 * @param deps.store tells the other processes what is removed from it
 */
export function createUpkeep(deps: { store: ByteStore; eraseUser: Erase['erase'] }): Upkeep {
  const { store } = deps;
  return {
    async clear() {
      const critiques = await store.clear(CRITIQUE_KEY_PREFIX);
      return { critiques, traces: await store.clear(TWIN_KEY_PREFIX) };
    },
    async erase(owner) {
      const { critiques, descriptors } = await deps.eraseUser(owner);
      return { critiques, traces: descriptors };
    },
  };
}
