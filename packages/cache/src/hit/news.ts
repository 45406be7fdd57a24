import type { Redis } from 'ioredis';
import type { ByteStore } from '../byte-store.ts';
import { CRITIQUE_KEY_PREFIX } from '../keys.ts';
import type { CritiqueMemory } from './memory.ts';

/** What was erased: some keys, or everything. */
type News = { keys: string[] } | { all: true };

const channelOf = (keyPrefix: string): string => `${keyPrefix}jmj:cache:erased`;

/** Tells every process, after the store has done it, what is no longer true. */
export async function tellErased(redis: Redis, keys: string[], keyPrefix = ''): Promise<void> {
  if (keys.length) await redis.publish(channelOf(keyPrefix), JSON.stringify({ keys } satisfies News));
}

/** A store that tells every process what is deleted from it. */
export function createTellingStore(store: ByteStore, redis: Redis, keyPrefix = ''): ByteStore {
  return {
    get kind() {
      return store.kind;
    },
    get: store.get,
    set: store.set,
    stats: store.stats,
    async delete(keys) {
      const removed = await store.delete(keys);
      await tellErased(redis, keys, keyPrefix);
      return removed;
    },
    async clear(prefix) {
      const removed = await store.clear(prefix);
      await redis.publish(channelOf(keyPrefix), JSON.stringify({ all: true } satisfies News));
      return removed;
    },
  };
}

/**
 * Keeps `memory` true: on a connection of its own it hears what any process erases. While the connection is down the memory is
 * not sure of anything.
 */
export function listenForErased(
  redis: Redis,
  memory: CritiqueMemory,
  onError: (error: Error) => void,
  keyPrefix = '',
  onErased: (keys?: string[]) => void = () => {},
): { close(): void } {
  const channel = channelOf(keyPrefix);
  const connection = redis.duplicate({
    connectionName: `${redis.options.connectionName ?? 'jmj'}-news`,
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
    autoResubscribe: false,
  });
  connection.on('error', onError);
  connection.on('close', () => memory.sure(false));
  connection.on('ready', () => {
    connection.subscribe(channel).then(() => memory.sure(true), onError);
  });
  connection.on('message', (_channel, message) => {
    const news = JSON.parse(message) as News;
    if ('all' in news) {
      onErased();
      memory.clear();
    } else {
      onErased(news.keys);
      memory.drop(news.keys.map((key) => key.slice(CRITIQUE_KEY_PREFIX.length)));
    }
  });
  return { close: () => connection.disconnect() };
}
