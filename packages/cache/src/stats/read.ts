import type { Redis } from 'ioredis';
import { askedKey, everKey, type Grain, totalsKey } from './buckets.ts';
import { readAskedField } from './combinations.ts';
import type { Counts } from './fields.ts';

/** Reads buckets by name, in one round trip: never by looking for keys. */
export function createBucketReader(redis: Redis, keyPrefix: string) {
  async function hashes(keys: string[]): Promise<Counts[]> {
    const pipeline = redis.pipeline();
    for (const key of keys) pipeline.hgetall(key);
    const answers = (await pipeline.exec()) ?? [];
    return answers.map(([error, fields]) => {
      if (error) throw error;
      return new Map(Object.entries(fields as Record<string, string>).map(([name, n]) => [name, Number(n)]));
    });
  }

  return {
    totals: (grain: Grain, buckets: number[]) =>
      hashes(buckets.map((bucket) => totalsKey(keyPrefix, grain, bucket))),
    asked: async (grain: 'hour' | 'day', buckets: number[]) => {
      const found = await hashes(buckets.map((bucket) => askedKey(keyPrefix, grain, bucket)));
      return found.flatMap((counts) =>
        [...counts].flatMap(([field, n]) => {
          const known = readAskedField(field);
          return known ? [{ ...known, n }] : [];
        }),
      );
    },
    ever: async () => (await hashes([everKey(keyPrefix)]))[0] ?? new Map(),
  };
}

export type BucketReader = ReturnType<typeof createBucketReader>;
export type AskedCount = Awaited<ReturnType<BucketReader['asked']>>[number];
