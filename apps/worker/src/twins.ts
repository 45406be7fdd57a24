import { createRedisStore, createRoomyStore } from '@jmj/cache';
import { createTwinIndex } from '@jmj/cache/twins';
import { type CritiqueCache, createTwins, type ErasureGuard, type Twins } from '@jmj/core';
import { createTwinThread, type PreparerOptions } from '@jmj/photos';
import type { Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';

export interface OpenTwins {
  /** For the preparer. */
  sketch: PreparerOptions['sketch'];
  twins: Twins;
}

/**
 * All that finds twins: a thread that describes and compares pictures, and the index in the cache's Redis.
 * @param deps.redis fails when the server is away: no job waits for the index
 */
export function openTwins(
  deps: {
    redis: Redis;
    critiques: CritiqueCache;
    /** Of the cache on a server that it shares: descriptors count in it. 0: no limit. */
    maxBytes: number;
    keyPrefix: string;
    /** Nothing is remembered of a photo that is nobody's any more. */
    guard: Pick<ErasureGuard, 'twinIndex'>;
    onTrouble: (error: unknown) => void;
  },
  releasers: Releasers,
): OpenTwins {
  const { redis, critiques, maxBytes, keyPrefix, guard, onTrouble } = deps;
  const thread = createTwinThread();
  releasers.push('twin thread', () => thread.close());
  const store =
    maxBytes > 0 ? createRoomyStore(redis, { maxBytes, keyPrefix }) : createRedisStore(redis, keyPrefix);
  const index = guard.twinIndex(createTwinIndex({ redis, keyPrefix, store }));
  return {
    sketch: thread.sketch,
    twins: createTwins({ index, verify: thread.verify, critiques, onTrouble }),
  };
}
