import { LRUCache } from 'lru-cache';
import type { ByteStore } from './byte-store.ts';

/** A bounded, in-process store: the least recently used entry leaves when `maxBytes` is reached. */
export function createMemoryStore(maxBytes: number): ByteStore {
  const entries = new LRUCache<string, Uint8Array>({
    maxSize: maxBytes,
    sizeCalculation: (value, key) => value.byteLength + key.length,
  });
  const startingWith = (prefix: string) => [...entries.keys()].filter((key) => key.startsWith(prefix));
  return {
    kind: 'memory',
    get: async (key) => entries.get(key),
    async set(key, value, ttlSeconds) {
      entries.set(key, value, { ttl: ttlSeconds * 1000 });
    },
    delete: async (keys) => keys.filter((key) => entries.delete(key)).length,
    clear: async (prefix) => startingWith(prefix).filter((key) => entries.delete(key)).length,
    async stats(prefix) {
      entries.purgeStale();
      return { entries: startingWith(prefix).length, bytes: entries.calculatedSize };
    },
  };
}
