import type { Redis } from 'ioredis';

/**
 * Puts `to` in the place of `from` under `key`, for the rest of its time, if it is still there: in one step, so that what was
 * erased or replaced meanwhile stays so. Answers whether it did.
 */
export type Rewrite = (key: string, from: Uint8Array, to: Uint8Array) => Promise<boolean>;

const SCRIPT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
`;

export function createRedisRewrite(redis: Redis, keyPrefix = ''): Rewrite {
  return async (key, from, to) =>
    (await redis.eval(SCRIPT, 1, keyPrefix + key, Buffer.from(from), Buffer.from(to))) === 1;
}
