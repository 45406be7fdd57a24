import type { Redis } from 'ioredis';
import { ASKED_TTL_SECONDS, askedKey, bucketAt, everKey, GRAINS, statsPrefix, totalsKey } from './buckets.ts';
import type { Counts } from './fields.ts';
import { askedOf, type Tally, totalsOf } from './tally.ts';

/** Counts on their way to Redis, of one five-minute bucket. */
export interface Batch {
  /** Higher than that of the writer's batch before: sending one twice is then harmless. */
  number: number;
  /** ms since 1970 */
  at: number;
  tally: Tally;
  /** It may have arrived although no answer came: it must not change any more. */
  sent: boolean;
}

const EVER_TTL_SECONDS = GRAINS.day.ttlSeconds;
/** A batch may be tried again for so long after it was first sent. */
const WRITER_TTL_SECONDS = GRAINS.fiveMinutes.ttlSeconds;

/** KEYS: the writer's last number, then hashes. ARGV: number, its seconds, then for each hash its seconds, how many fields, those. */
const ADD = `
if tonumber(redis.call('GET', KEYS[1]) or 0) >= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
local at = 3
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
export async function writeBatch(
  redis: Redis,
  { keyPrefix, writer }: { keyPrefix: string; writer: string },
  { number, at, tally }: Batch,
): Promise<void> {
  const totals = totalsOf(tally);
  const asked = askedOf(tally);
  const coarse = new Map([...totals].filter(([field]) => !field.startsWith('minute.')));
  const hashes: [key: string, ttlSeconds: number, counts: Counts][] = [
    [everKey(keyPrefix), EVER_TTL_SECONDS, coarse],
    [totalsKey(keyPrefix, 'fiveMinutes', bucketAt('fiveMinutes', at)), GRAINS.fiveMinutes.ttlSeconds, totals],
  ];
  for (const grain of ['hour', 'day'] as const) {
    const bucket = bucketAt(grain, at);
    const { ttlSeconds } = GRAINS[grain];
    hashes.push([totalsKey(keyPrefix, grain, bucket), ttlSeconds, coarse]);
    hashes.push([askedKey(keyPrefix, grain, bucket), ASKED_TTL_SECONDS[grain], asked]);
  }
  const filled = hashes.filter(([, , counts]) => counts.size > 0);
  const keys = [`${statsPrefix(keyPrefix)}writer:${writer}`, ...filled.map(([key]) => key)];
  const fields = filled.flatMap(([, ttl, counts]) => [ttl, counts.size, ...[...counts].flat()]);
  await redis.eval(ADD, keys.length, ...keys, number, WRITER_TTL_SECONDS, ...fields);
}
