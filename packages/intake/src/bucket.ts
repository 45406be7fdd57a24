import { defineScript } from '@jmj/redis';
import type { Redis } from 'ioredis';

/** Tokens come at `perMinute` until there are `burst`. */
export interface Bucket {
  perMinute: number;
  burst: number;
}

/** What was drawn, and what is left for everybody: less than nothing when more was taken than there was. */
export interface Draw {
  granted: number;
  left: number;
}

/**
 * KEYS: a bucket. ARGV: tokens per ms, burst, tokens wanted, whether all or nothing: all as long as nothing is owed. Answers the tokens granted, and thousandths of those left. By the server's
 * clock. A bucket that would be full again is gone: that is the same.
 */
const DRAW = defineScript(`
local rate, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'left', 'at')
local left, at = tonumber(known[1]) or burst, tonumber(known[2]) or now
left = math.min(burst, left + math.max(0, now - at) * rate)
local granted = math.max(0, math.min(wanted, math.floor(left)))
if ARGV[4] == '1' then granted = left >= 0 and wanted or 0 end
left = left - granted
redis.call('HSET', KEYS[1], 'left', string.format('%.6f', left), 'at', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - left) / rate) + 1)
return { granted, math.floor(left * 1000) }`);

/** How a draw goes. */
export interface Wanted {
  tokens: number;
  /** All of them as long as nothing is owed, and none else; or as many of them as there are. */
  inAdvance: boolean;
}

export function granted({ tokens, inAdvance }: Wanted, left: number): number {
  if (inAdvance) return left >= 0 ? tokens : 0;
  return Math.max(0, Math.min(tokens, Math.floor(left)));
}

export const ratePerMs = ({ perMinute }: Bucket): number => perMinute / 60_000;

/** Draws from the bucket that all processes share. */
export async function draw(
  redis: Redis,
  key: string,
  bucket: Bucket,
  { tokens, inAdvance }: Wanted,
): Promise<Draw> {
  const answer = await DRAW(redis, [key], [ratePerMs(bucket), bucket.burst, tokens, inAdvance ? 1 : 0]);
  const [granted = 0, thousandths = 0] = answer as number[];
  return { granted, left: thousandths / 1000 };
}
