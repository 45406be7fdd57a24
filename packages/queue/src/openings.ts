import { randomUUID } from 'node:crypto';
import type { Openings } from '@jmj/core';
import { defineScript } from '@jmj/redis';
import type { Redis } from 'ioredis';
import { queuePrefix } from './names.ts';

/** Longer than it takes to start a worker again, ms. */
const TTL_MS = 3_600_000;

/** KEYS: openings. ARGV: this process, ms after which another is taken for dead, TTL in ms. Answers how many are. */
const BEGIN = defineScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREM', KEYS[1], ARGV[1])
local dead = redis.call('ZCOUNT', KEYS[1], '-inf', now - ARGV[2])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return dead`);

export const openingKey = (keyPrefix: string, sha256: string): string =>
  `${queuePrefix(keyPrefix)}:opening:${sha256}`;

export interface OpeningsOptions {
  /** Who has had a photo open for longer has gone away with it, ms. Shorter than a job of a dead worker waits for another. */
  silentMs: number;
  keyPrefix?: string;
}

/** One for each process. `{…jmj}:opening:{sha256}`: the processes that have the photo open, or went away with it, by when they began. */
export function createOpenings(redis: Redis, { silentMs, keyPrefix = '' }: OpeningsOptions): Openings {
  const process = randomUUID();
  const keyOf = (sha256: string) => openingKey(keyPrefix, sha256);
  return {
    begin: async (sha256) => Number(await BEGIN(redis, [keyOf(sha256)], [process, silentMs, TTL_MS])),
    survived: async (sha256) => void (await redis.del(keyOf(sha256))),
  };
}
