import { type CacheLayers, createCacheLayers, createCritiqueCache } from '@jmj/cache';
import type { CritiqueCache, Statistics } from '@jmj/core';
import type { Logger, Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';

/** The worker's way to the critiques. It writes them, so it also keeps the cache's account from its start on. */
export function openCritiques(
  redis: { cache: Redis; queue: Redis; isShared: boolean },
  config: { KEY_PREFIX: string; CACHE_MAX_BYTES: number },
  statistics: Statistics,
  log: Logger,
  releasers: Releasers,
): { critiques: CritiqueCache; layers: CacheLayers } {
  const layers = createCacheLayers({
    ...redis,
    maxBytes: config.CACHE_MAX_BYTES,
    keyPrefix: config.KEY_PREFIX,
    onRemoved: (why, entries) => statistics.count({ type: why, entries }),
    onSpill: (err) =>
      log.warn({ err }, 'cache: its server refuses writes; critiques wait with the queue for a while'),
  });
  releasers.push('cache layers', layers.close);
  layers.adopt().catch((err: unknown) => log.warn({ err }, 'cache: could not take stock'));
  return { critiques: createCritiqueCache(layers.store), layers };
}
