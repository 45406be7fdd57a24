import type { Redis } from 'ioredis';
import { askedKey, bucketAt, everKey, GRAINS, statsPrefix, totalsKey } from './buckets.ts';
import type { Counts } from './fields.ts';
import type { Tally } from './tally.ts';

/** Counts on their way to Redis: of one five-minute bucket, under a name that makes sending them twice harmless. */
export interface Batch {
  id: string;
  /** ms since 1970 */
  at: number;
  tally: Tally;
  /** It may have arrived although no answer came: it must not change any more. */
  sent: boolean;
}

/** Longer than any process keeps trying to send the same batch in vain, seconds. */
const REMEMBER_BATCH_SECONDS = 600;
const EVER_TTL_SECONDS = GRAINS.day.ttlSeconds;

/** KEYS: the batch's mark, then hashes. ARGV: the mark's seconds, then for each hash its seconds, how many fields, and those. */
const ADD = `
if not redis.call('SET', KEYS[1], 1, 'NX', 'EX', ARGV[1]) then return 0 end
local at = 2
for n = 2, #KEYS do
  local ttl, fields = ARGV[at], tonumber(ARGV[at + 1])
  at = at + 2
  for _ = 1, fields do
    redis.call('HINCRBY', KEYS[n], ARGV[at], ARGV[at + 1])
    at = at + 2
  end
  redis.call('EXPIRE', KEYS[n], ttl)
end
return 1`;

/** Adds a batch to its buckets, all or nothing, and once however often it is sent. */
export async function writeBatch(redis: Redis, keyPrefix: string, { id, at, tally }: Batch): Promise<void> {
  const hashes: [key: string, ttlSeconds: number, counts: Counts][] = [
    [everKey(keyPrefix), EVER_TTL_SECONDS, withoutMinutes(tally.totals)],
    [
      totalsKey(keyPrefix, 'fiveMinutes', bucketAt('fiveMinutes', at)),
      GRAINS.fiveMinutes.ttlSeconds,
      tally.totals,
    ],
  ];
  for (const grain of ['hour', 'day'] as const) {
    const bucket = bucketAt(grain, at);
    const { ttlSeconds } = GRAINS[grain];
    hashes.push([totalsKey(keyPrefix, grain, bucket), ttlSeconds, withoutMinutes(tally.totals)]);
    hashes.push([askedKey(keyPrefix, grain, bucket), ttlSeconds, tally.asked]);
  }
  const filled = hashes.filter(([, , counts]) => counts.size > 0);
  const keys = [`${statsPrefix(keyPrefix)}batch:${id}`, ...filled.map(([key]) => key)];
  const fields = filled.flatMap(([, ttl, counts]) => [ttl, counts.size, ...[...counts].flat()]);
  await redis.eval(ADD, keys.length, ...keys, REMEMBER_BATCH_SECONDS, ...fields);
}

const withoutMinutes = (counts: Counts): Counts =>
  new Map([...counts].filter(([field]) => !field.startsWith('minute.')));
