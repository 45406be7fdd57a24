import { Redis } from 'ioredis';
import { type CacheService, createCacheService } from './cache-service.ts';
import { createFallbackStore } from './fallback-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRedisStore } from './redis-store.ts';
import { createStatisticsReader } from './stats/reader.ts';
import { createMemoryUserIndex, createUserIndex, type UserKeys } from './user-index.ts';

export interface CacheServiceSettings {
  /** Without it the cache is in memory. */
  redisUrl?: string | undefined;
  /** In place of the one in the URL. */
  password?: string | undefined;
  /** Put before every key; the service's `KEY_PREFIX`. @default '' */
  keyPrefix?: string | undefined;
  /** The tenant of the web app's API key, so that erasing a user here finds what the service cached for them. */
  tenant?: string | undefined;
  /** Where the one line about the cache and its troubles goes. @default standard error */
  say?: ((line: string) => void) | undefined;
}

export type OpenCacheService = CacheService & { close(): Promise<void> };

const MEMORY_BYTES = 64 * 1024 * 1024;
/** The very first call waits so long for the first connection, ms. */
const FIRST_CONNECTION_MS = 1000;
const COMMAND_TIMEOUT_MS = 1000;

/** Opens the web app's cache. `close` it when the process ends. */
export function openCacheService(settings: CacheServiceSettings): OpenCacheService {
  const say = settings.say ?? ((line: string) => process.stderr.write(`${line}\n`));
  const tenant = settings.tenant ?? 'default';
  const memory = createMemoryStore(MEMORY_BYTES);
  const onError = (error: unknown) => say(`Cache: ${error instanceof Error ? error.message : 'failed'}`);

  if (!settings.redisUrl) {
    say('Cache: in memory (Redis not configured)');
    const service = createCacheService({ store: memory, users: createMemoryUserIndex(), tenant, onError });
    return { ...service, close: async () => {} };
  }

  const redis = connect(settings.redisUrl, settings.password);
  redis.once('ready', () => say('Cache: Redis connected'));
  const keyPrefix = settings.keyPrefix ?? '';
  const store = createFallbackStore(createRedisStore(redis, keyPrefix), memory, {
    isUp: () => redis.status === 'ready',
    onDown: () => say('Cache: Redis is away, in memory until it is back'),
    onUp: () => say('Cache: Redis is back'),
    opening: firstConnection(redis),
  });
  const index = createUserIndex(redis, keyPrefix);
  const users: UserKeys = {
    ...index,
    async addKey(owner, key) {
      try {
        await store.catchUp();
        await index.addKey(owner, key);
      } catch (error) {
        const name = `user ${JSON.stringify([owner.tenant, owner.userId, key])}`;
        if (!store.owe(name, () => index.addKey(owner, key))) throw error;
      }
    },
    async keys(owner) {
      await store.catchUp();
      return index.keys(owner);
    },
  };
  const { hits } = createStatisticsReader({ redis, keyPrefix });
  const service = createCacheService({ store, users, tenant, onError, hits });
  return { ...service, close: async () => redis.disconnect() };
}

function connect(url: string, password: string | undefined): Redis {
  const redis = new Redis(url, {
    ...(password === undefined ? {} : { password }),
    connectionName: 'jmj-cache-service',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    disconnectTimeout: 500,
    retryStrategy: (times) => Math.min(100 * times, 2000),
  });
  redis.on('error', () => {}); // told once, by onDown
  return redis;
}

/** Settles when the first connection is ready, has failed, or takes too long. */
function firstConnection(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, FIRST_CONNECTION_MS);
    redis.once('ready', done);
    redis.once('close', done);
  });
}
