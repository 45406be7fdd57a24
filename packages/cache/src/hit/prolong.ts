import type { Redis } from 'ioredis';

/**
 * Gives the entry under `key` another head and another end, if its head still is `from`: in one step, so that what was erased
 * or replaced meanwhile stays so. Answers whether it did. `until`: ms since 1970.
 */
export type Prolong = (key: string, from: Buffer, to: Buffer, until: number) => Promise<boolean>;

const SCRIPT = `
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then return 0 end
redis.call('SETRANGE', KEYS[1], 0, ARGV[2])
redis.call('PEXPIREAT', KEYS[1], ARGV[3])
return 1
`;

export function createRedisProlong(redis: Redis, keyPrefix = ''): Prolong {
  return async (key, from, to, until) =>
    (await redis.eval(SCRIPT, 1, keyPrefix + key, from, to, Math.floor(until))) === 1;
}
