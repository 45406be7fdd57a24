import { randomUUID } from 'node:crypto';
import type { Openings } from '@jmj/core';
import { defineScript } from '@jmj/redis';
import type { Redis } from 'ioredis';
import { queuePrefix } from './names.ts';

/** Longer than it takes to start a worker again, ms. */
const TTL_MS = 3_600_000;

/** So often is a process heard of in the time after which it is taken for dead: most photos are closed before the first. */
const RENEWALS = 3;

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** KEYS: openings. ARGV: this process, ms after which another is taken for dead, TTL in ms. Answers how many others there are, and how many are dead. */
const BEGIN = defineScript(`${NOW}
redis.call('ZREM', KEYS[1], ARGV[1])
local others = redis.call('ZCARD', KEYS[1])
local dead = redis.call('ZCOUNT', KEYS[1], '-inf', now - ARGV[2])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {others, dead}`);

/** KEYS: openings. ARGV: this process. What was forgotten stays so. */
const RENEW = defineScript(`${NOW}
return redis.call('ZADD', KEYS[1], 'XX', now, ARGV[1])`);

export const openingKey = (keyPrefix: string, sha256: string): string =>
  `${queuePrefix(keyPrefix)}:opening:${sha256}`;

export interface OpeningsOptions {
  /** Who has a photo open and is not heard of for longer has gone away with it, ms. Shorter than a job of a dead worker waits for another. */
  silentMs: number;
  keyPrefix?: string;
}

/** One for each process. `{…jmj}:opening:{sha256}`: the processes that have the photo open, or went away with it, by when they were heard of last. */
export function createOpenings(redis: Redis, { silentMs, keyPrefix = '' }: OpeningsOptions): Openings {
  const process = randomUUID();
  const keyOf = (sha256: string) => openingKey(keyPrefix, sha256);
  return {
    async begin(sha256, letGo) {
      const answer = await BEGIN(redis, [keyOf(sha256)], [process, silentMs, TTL_MS]);
      const [open, gone] = answer as [number, number];
      if (letGo.aborted) return { open, gone };
      const renew = () => void RENEW(redis, [keyOf(sha256)], [process]).catch(() => {});
      const timer = setInterval(renew, silentMs / RENEWALS).unref();
      letGo.addEventListener('abort', () => clearInterval(timer), { once: true });
      return { open, gone };
    },
    survived: async (sha256) => void (await redis.del(keyOf(sha256))),
  };
}
