import {
  CRITIQUE_KEY_PREFIX,
  createCritiqueCache,
  createCritiqueMemory,
  createRedisStore,
  createTellingStore,
  listenForErased,
  tellErased,
} from '@jmj/cache';
import type { CritiqueCache } from '@jmj/core';
import type { Logger, Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';

export interface OpenCritiques {
  critiques: CritiqueCache;
  /** Removes every critique, here and in every other process; answers how many. */
  clear(): Promise<number>;
}

/** The api's way to the critiques: its own memory first, then Redis; without Redis, what the memory still has. */
export function openCritiques(
  redis: Redis,
  config: { KEY_PREFIX: string; CACHE_MEMORY_BYTES: number },
  log: Logger,
  releasers: Releasers,
): OpenCritiques {
  const keyPrefix = config.KEY_PREFIX;
  const memory =
    config.CACHE_MEMORY_BYTES > 0 ? createCritiqueMemory({ maxBytes: config.CACHE_MEMORY_BYTES }) : undefined;
  if (memory) {
    const news = listenForErased(redis, memory, (err) => log.warn({ err }, 'cache news'), keyPrefix);
    releasers.push('cache news', news.close);
  }

  let away = false;
  redis.on('ready', () => {
    if (away) log.info('cache: Redis is back');
    away = false;
  });
  const onUnreadable = (err: unknown) => {
    if (!away) log.warn({ err }, 'cache: Redis is away, answering from memory until it is back');
    away = true;
  };

  const store = createTellingStore(createRedisStore(redis, keyPrefix), redis, keyPrefix);
  const critiques = createCritiqueCache(store, {
    memory,
    onUnreadable,
    onChanged: (key) => tellErased(redis, [key], keyPrefix),
  });
  return { critiques, clear: () => store.clear(CRITIQUE_KEY_PREFIX) };
}
