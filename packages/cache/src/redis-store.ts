import type { Redis } from 'ioredis';
import type { ByteStore } from './byte-store.ts';

const SCAN_BATCH = 500;

const escapeGlob = (text: string): string => text.replaceAll(/[\\*?[\]]/g, '\\$&');

/** Fields of an INFO section, by name. */
function parseInfo(info: string): Record<string, string> {
  const lines = info.split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(lines.map((line) => line.split(/:(.*)/s).slice(0, 2) as [string, string]));
}

/** Walks with SCAN, removes with UNLINK: the server never stops for it, and nothing but the prefix is touched. */
export function createRedisStore(redis: Redis, keyPrefix = ''): ByteStore {
  async function* scan(prefix: string): AsyncGenerator<string[]> {
    const stream = redis.scanStream({ match: `${escapeGlob(keyPrefix + prefix)}*`, count: SCAN_BATCH });
    for await (const keys of stream) if ((keys as string[]).length) yield keys as string[];
  }
  return {
    kind: 'redis',
    async get(key) {
      return (await redis.getBuffer(keyPrefix + key)) ?? undefined;
    },
    async set(key, value, ttlSeconds) {
      await redis.set(
        keyPrefix + key,
        Buffer.from(value.buffer, value.byteOffset, value.byteLength),
        'EX',
        ttlSeconds,
      );
    },
    async delete(keys) {
      return keys.length ? redis.unlink(keys.map((key) => keyPrefix + key)) : 0;
    },
    async clear(prefix) {
      let removed = 0;
      for await (const keys of scan(prefix)) removed += await redis.unlink(keys);
      return removed;
    },
    async stats(prefix) {
      let entries = 0;
      for await (const keys of scan(prefix)) entries += keys.length;
      const server = parseInfo(await redis.info('memory'));
      return { entries, bytes: Number(server.used_memory ?? 0), server };
    },
  };
}
