import type { Redis } from 'ioredis';
import { footprintOf } from './footprint.ts';
import type { Ledger } from './ledger.ts';

const SCAN_BATCH = 500;

/** Counts the strings with a TTL whose key matches the glob pattern and which the ledger does not know; answers how many. */
export async function adoptEntries(redis: Redis, ledger: Ledger, pattern: string): Promise<number> {
  let adopted = 0;
  for await (const keys of redis.scanStream({ match: pattern, count: SCAN_BATCH, type: 'string' })) {
    const entries = await Promise.all(
      (keys as string[]).map(async (key) => {
        const [bytes, ttlSeconds] = await Promise.all([redis.strlen(key), redis.ttl(key)]);
        return { key, units: footprintOf(key, bytes), ttlSeconds };
      }),
    );
    adopted += await ledger.adopt(entries.filter(({ ttlSeconds }) => ttlSeconds > 0));
  }
  return adopted;
}
