import { Redis } from 'ioredis';
import { type CacheService, createCacheService } from './cache-service.ts';
import { createFallbackStore } from './fallback-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRedisStore } from './redis-store.ts';
import { createMemoryUserIndex, createUserIndex } from './user-index.ts';

const MEMORY_BYTES = 64 * 1024 * 1024;

export interface CacheServiceSettings {
  /** Without it the cache is in memory. */
  redisUrl?: string | undefined;
  /** The tenant of the web app's API key, so that erasing a user here finds what the service cached for them. */
  tenant?: string | undefined;
  /** Where the one line about the cache and its troubles goes. @default console */
  say?: ((line: string) => void) | undefined;
}

/** Opens the web app's cache. `close` it when the process ends. */
export function openCacheService(settings: CacheServiceSettings): CacheService & { close(): Promise<void> } {
  const say = settings.say ?? ((line: string) => process.stderr.write(`${line}\n`));
  const tenant = settings.tenant ?? 'default';
  const memory = createMemoryStore(MEMORY_BYTES);
  const onError = (error: unknown) => say(`Cache: ${error instanceof Error ? error.message : 'failed'}`);

  if (!settings.redisUrl) {
    say('Cache: in memory (Redis not configured)');
    const service = createCacheService({ store: memory, users: createMemoryUserIndex(), tenant, onError });
    return { ...service, close: async () => {} };
  }

  const redis = new Redis(settings.redisUrl, {
    connectionName: 'jmj-cache-service',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 2000,
    retryStrategy: (times) => Math.min(100 * times, 2000),
  });
  redis.once('ready', () => say('Cache: Redis connected'));
  redis.on('error', () => {}); // told once, by onDown
  const store = createFallbackStore(createRedisStore(redis), memory, {
    isUp: () => redis.status === 'ready',
    onDown: () => say('Cache: Redis is away, in memory until it is back'),
    onUp: () => say('Cache: Redis is back'),
  });
  const service = createCacheService({ store, users: createUserIndex(redis), tenant, onError });
  return { ...service, close: async () => redis.disconnect() };
}
