import { LRUCache } from 'lru-cache';
import type { ByteStore } from './byte-store.ts';

/** A bounded, in-process store: the least recently used entry leaves when `maxBytes` is reached. */
export function createMemoryStore(maxBytes: number): ByteStore {
  const entries = new LRUCache<string, Uint8Array>({
    maxSize: maxBytes,
    sizeCalculation: (value, key) => value.byteLength + key.length,
  });
  const remove = (keys: string[]) => keys.filter((key) => entries.has(key) && entries.delete(key)).length;
  const startingWith = (prefix: string) => [...entries.keys()].filter((key) => key.startsWith(prefix));
  return {
    kind: 'memory',
    get: async (key) => entries.get(key),
    async set(key, value, ttlSeconds) {
      // A copy: the caller's buffer is the caller's.
      entries.set(key, value.slice(), { ttl: ttlSeconds * 1000 });
    },
    delete: async (keys) => remove(keys),
    clear: async (prefix) => remove(startingWith(prefix)),
    async stats(prefix) {
      entries.purgeStale();
      return { entries: startingWith(prefix).length, bytes: entries.calculatedSize };
    },
  };
}
