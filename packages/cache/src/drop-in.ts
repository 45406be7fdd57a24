import { Redis } from 'ioredis';
import type { ByteStore } from './byte-store.ts';
import { type CacheService, createCacheService } from './cache-service.ts';
import { createFallbackStore } from './fallback-store.ts';
import { createTellingStore } from './hit/news.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRedisStore } from './redis-store.ts';
import { createRoomyStore } from './room/roomy-store.ts';
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
/** What ioredis says of a server that is away or hangs. */
const AWAY =
  /Stream isn't writeable|Connection is closed|max retries per request|Command timed out|EPIPE|ECONN|ETIMEDOUT/;

/**
 * Opens the web app's cache. What it erases is erased from the memories and replicas of the whole service too.
 *
 * `close` it, or its connection keeps the process alive. Closing first does what is owed to a Redis that is back.
 */
export function openCacheService(settings: CacheServiceSettings): OpenCacheService {
  const say = settings.say ?? ((line: string) => process.stderr.write(`${line}\n`));
  const tenant = settings.tenant ?? 'default';
  const memory = createMemoryStore(MEMORY_BYTES);
  const messageOf = (error: unknown) => (error instanceof Error ? error.message : 'failed');

  if (!settings.redisUrl) {
    say('Cache: in memory (Redis not configured)');
    const onError = (error: unknown, what: string) => say(`Cache: ${what}: ${messageOf(error)}`);
    const service = createCacheService({ store: memory, users: createMemoryUserIndex(), tenant, onError });
    return { ...service, close: async () => {} };
  }

  const redis = connect(settings.redisUrl, settings.password);
  redis.once('ready', () => say('Cache: Redis connected'));
  const keyPrefix = settings.keyPrefix ?? '';
  const store = createFallbackStore(openShared(redis, keyPrefix), memory, {
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
  const onError = (error: unknown, what: string) =>
    say(`Cache: ${what}: ${AWAY.test(messageOf(error)) ? 'Redis is away' : messageOf(error)}`);
  const service = createCacheService({ store, users, tenant, onError, hits });
  return {
    ...service,
    async close() {
      await store.catchUp().catch((error) => onError(error, 'closed before all was done'));
      redis.disconnect();
    },
  };
}

/** The service's cache. Its limit is not known here: what is erased leaves the account, what is set is adopted by the service. */
function openShared(redis: Redis, keyPrefix: string): ByteStore {
  const room = createRoomyStore(redis, { maxBytes: Number.MAX_SAFE_INTEGER, keyPrefix });
  const plain = createRedisStore(redis, keyPrefix);
  return createTellingStore({ ...plain, delete: room.delete, clear: room.clear }, redis, keyPrefix);
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
