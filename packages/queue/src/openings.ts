import { randomUUID } from 'node:crypto';
import type { Openings } from '@jmj/core';
import type { Redis } from 'ioredis';
import { queuePrefix } from './names.ts';
import { defineScript } from './script.ts';

/** Longer than it takes to start a worker again, ms. */
const TTL_MS = 3_600_000;

/** KEYS: openings. ARGV: this process, ms. Answers how many others there are. */
const BEGIN = defineScript(`
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('SCARD', KEYS[1]) - 1`);

/** One for each process. `{…jmj}:opening:{sha256}`: the processes that have the photo open, or went away with it. */
export function createOpenings(redis: Redis, keyPrefix = ''): Openings {
  const process = randomUUID();
  const keyOf = (sha256: string) => `${queuePrefix(keyPrefix)}:opening:${sha256}`;
  return {
    begin: async (sha256) => Number(await BEGIN(redis, [keyOf(sha256)], [process, TTL_MS])),
    survived: async (sha256) => void (await redis.del(keyOf(sha256))),
  };
}
