import {
  type ByteStore,
  CRITIQUE_KEY_PREFIX,
  createCacheLayers,
  createCritiqueCache,
  createCritiqueMemory,
  createRefreshAhead,
  createTouches,
  listenForErased,
  tellErased,
} from '@jmj/cache';
import { TWIN_KEY_PREFIX } from '@jmj/cache/twins';
import type { CritiqueCache, Statistics } from '@jmj/core';
import { createQuietWarn, type Logger, type Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';

export interface CritiqueConnections {
  cache: Redis;
  queue: Redis;
  replica: Redis | undefined;
  /** The cache and the queue are on one server. */
  isShared: boolean;
}

export interface CritiqueSettings {
  KEY_PREFIX: string;
  CACHE_MAX_BYTES: number;
  CACHE_MEMORY_BYTES: number;
  CACHE_TTL_SECONDS: number;
  REFRESH_AHEAD: 'on' | 'off';
}

export interface OpenCritiques {
  critiques: CritiqueCache;
  /** Reads like `critiques`, past the memory, and throws when Redis cannot be read. */
  surely: CritiqueCache['get'];
  /** Where they lie. It tells the other processes what is removed from it. */
  store: ByteStore;
  /** Removes every critique, here and in every other process; answers how many. */
  clear(): Promise<number>;
  /** What the cache holds, where it keeps account. */
  occupancy: (() => Promise<{ entries: number; bytes: number; maxBytes: number }>) | undefined;
}

/** The api's way to the critiques: its own memory first, then Redis; without Redis, what the memory still has. */
export function openCritiques(
  redis: CritiqueConnections,
  config: CritiqueSettings,
  statistics: Statistics,
  log: Logger,
  releasers: Releasers,
): OpenCritiques {
  const keyPrefix = config.KEY_PREFIX;
  const warn = (message: string) => (err: unknown) => log.warn({ err }, message);
  const layers = createCacheLayers({
    ...redis,
    maxBytes: config.CACHE_MAX_BYTES,
    keyPrefix,
    onRemoved: (why, entries) => statistics.count({ type: why, entries }),
    onSpill: warn('cache: its server refuses writes; critiques wait with the queue for a while'),
  });
  releasers.push('cache layers', layers.close);

  // Nothing fits into a memory of one byte: that is how it is turned off.
  const memory = createCritiqueMemory({ maxBytes: Math.max(config.CACHE_MEMORY_BYTES, 1) });
  const news = listenForErased(
    redis.cache,
    memory,
    createQuietWarn(log)('cache news'),
    keyPrefix,
    layers.forget,
  );
  releasers.push('cache news', news.close);
  const touches = createTouches(layers.touch, () => {}); // a touch that is lost is not missed
  releasers.push('touches', touches.close);

  let away = false;
  redis.cache.on('ready', () => {
    if (away) log.info('cache: Redis is back');
    away = false;
  });
  const onUnreadable = (err: unknown) => {
    if (!away) log.warn({ err }, 'cache: Redis is away, answering from memory until it is back');
    away = true;
  };

  const onChanged = (key: string) => tellErased(redis.cache, [key], keyPrefix);
  const refresh =
    config.REFRESH_AHEAD === 'on'
      ? createRefreshAhead({
          store: layers.store,
          prolong: layers.prolong,
          ttlSeconds: config.CACHE_TTL_SECONDS,
          onChanged,
          onError: warn('cache: an entry was not given more time'),
        })
      : undefined;

  const critiques = createCritiqueCache(layers.store, {
    memory,
    onUnreadable,
    onMemoryHit: touches.note,
    rewrite: layers.rewrite,
    onHit: refresh?.asked,
    onChanged,
  });
  const { get: surely } = createCritiqueCache(layers.store, {
    onUnreadable(error) {
      throw error;
    },
  });
  const clear = async () => {
    const critiqueCount = await layers.store.clear(CRITIQUE_KEY_PREFIX);
    await layers.store.clear(TWIN_KEY_PREFIX);
    return critiqueCount;
  };
  return { critiques, surely, store: layers.store, clear, occupancy: layers.occupancy };
}
