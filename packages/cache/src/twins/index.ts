import type { TwinIndex } from '@jmj/core';
import type { ChainableCommander, Redis } from 'ioredis';
import type { ByteStore } from '../byte-store.ts';
import { MAX_TTL_SECONDS } from '../keys.ts';
import { candidatesKey, descriptorKey, descriptorKeysOf, setsKey, TWIN_KEY_PREFIX } from './keys.ts';
import { likeliest } from './rank.ts';

export { descriptorKeysOf, TWIN_KEY_PREFIX };

export interface TwinIndexOptions {
  /** Holds the sets of candidates. Should fail rather than wait when the server is away. */
  redis: Redis;
  /** Holds the descriptors, so that they count and can be evicted like everything that is cached. */
  store: ByteStore;
  /** Put before the sets' keys; the store has its own. @default '' */
  keyPrefix?: string | undefined;
  /** Photos kept under one candidate key, the newest. @default 16 */
  membersPerKey?: number | undefined;
  /** Photos whose descriptors are fetched for one look-up. @default 8 */
  maxCandidates?: number | undefined;
}

/** The replies; throws the first refusal. */
async function run(pipeline: ChainableCommander): Promise<unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}

const hex = (member: Buffer): string => member.toString('hex');

/**
 * Photos by candidate key, in the cache's Redis: losing it costs calls, nothing else.
 *
 * | key | what |
 * |---|---|
 * | `twin:{tenant's mark}:<candidate key>` | sorted set of raw SHA-256, scored by when the photo is forgotten (s) |
 * | `twin:{tenant's mark}:sets:<sha256>` | set of the photo's candidate keys |
 * | `twin:<tenant's mark>:descriptor:<sha256>` | the descriptor, in the byte store |
 *
 * A look-up reads its sets in one round trip and its candidates' descriptors in another, both bounded, so that its cost does not
 * depend on how many photos there are. A member whose descriptor is gone (evicted) is passed over, and leaves with its set.
 */
export function createTwinIndex(options: TwinIndexOptions): TwinIndex {
  const { redis, store, keyPrefix = '', membersPerKey = 16, maxCandidates = 8 } = options;
  const newest = String(membersPerKey - 1);
  const setOf = (tenant: string, key: string) => keyPrefix + candidatesKey(tenant, key);

  return {
    async find(tenant, lookup) {
      const reads = redis.pipeline();
      for (const key of lookup) reads.zrangeBuffer(setOf(tenant, key), '0', newest, 'REV');
      const lists = ((await run(reads)) as Buffer[][]).map((members) => members.map(hex));
      const found = await Promise.all(
        likeliest(lists, maxCandidates).map(async (sha256) => ({
          sha256,
          descriptor: await store.get(descriptorKey(tenant, sha256)),
        })),
      );
      return found.flatMap(({ sha256, descriptor }) => (descriptor ? [{ sha256, descriptor }] : []));
    },

    async add(tenant, { sha256, sketch, ttlSeconds }) {
      const ttl = Math.min(ttlSeconds, MAX_TTL_SECONDS);
      const now = Math.floor(Date.now() / 1000);
      const writes = redis.pipeline();
      for (const key of sketch.keys.store) {
        const set = setOf(tenant, key);
        writes
          .zremrangebyscore(set, '-inf', now)
          .zadd(set, now + ttl, Buffer.from(sha256, 'hex'))
          .zremrangebyrank(set, 0, -membersPerKey - 1)
          .expire(set, ttl);
      }
      const sets = keyPrefix + setsKey(tenant, sha256);
      if (sketch.keys.store.length > 0) writes.sadd(sets, ...sketch.keys.store).expire(sets, ttl);
      await store.set(descriptorKey(tenant, sha256), sketch.descriptor, ttl);
      await run(writes);
    },

    async forget(tenant, sha256s) {
      for (const sha256 of sha256s) {
        const sets = keyPrefix + setsKey(tenant, sha256);
        const writes = redis.pipeline();
        for (const key of await redis.smembers(sets))
          writes.zrem(setOf(tenant, key), Buffer.from(sha256, 'hex'));
        await run(writes.del(sets));
      }
      return store.delete(sha256s.map((sha256) => descriptorKey(tenant, sha256)));
    },
  };
}
