import type { QuarantinedPhoto, QuarantineList } from '@jmj/core';
import type { Redis } from 'ioredis';
import { LONGEST_MS } from './erasing/user-list.ts';
import { queuePrefix } from './names.ts';
import { openingKey } from './openings.ts';

/** More are not kept: the oldest go. */
const MOST = 1000;
/** Of one whose reasons are gone, or were written by another release. */
const UNKNOWN = { at: new Date(0).toISOString(), why: '', deaths: 0 };

/**
 * `{…jmj}:quarantine`: hashes of photos, scored by when they are let go, with what is known of each in `…:quarantine:why`.
 * Both expire with their last photo.
 */
export function createQuarantine(redis: Redis, keyPrefix = '', ttlMs = LONGEST_MS): QuarantineList {
  const photos = `${queuePrefix(keyPrefix)}:quarantine`;
  const reasons = `${photos}:why`;

  /** Takes out those whose time is over, and the oldest beyond what is kept. */
  async function tidy(): Promise<void> {
    const [over, beyond] = await Promise.all([
      redis.zrangebyscore(photos, '-inf', Date.now()),
      redis.zrange(photos, '0', `${-MOST - 1}`),
    ]);
    const gone = [...over, ...beyond];
    if (gone.length > 0)
      await redis
        .multi()
        .zrem(photos, ...gone)
        .hdel(reasons, ...gone)
        .exec();
  }

  return {
    async has(sha256) {
      const until = await redis.zscore(photos, sha256);
      return until !== null && Number(until) > Date.now();
    },
    async add(sha256, why, deaths) {
      const now = Date.now();
      await redis
        .multi()
        .zadd(photos, now + ttlMs, sha256)
        .hset(reasons, sha256, JSON.stringify({ at: new Date(now).toISOString(), why, deaths }))
        .pexpire(photos, ttlMs)
        .pexpire(reasons, ttlMs)
        .exec();
      await tidy();
    },
    async list() {
      await tidy();
      const scored = await redis.zrevrange(photos, 0, -1, 'WITHSCORES');
      const known = await redis.hgetall(reasons);
      const found: QuarantinedPhoto[] = [];
      for (let at = 0; at < scored.length; at += 2) {
        const [sha256 = '', until = '0'] = scored.slice(at, at + 2);
        const told = { ...UNKNOWN, ...(JSON.parse(known[sha256] ?? '{}') as Partial<typeof UNKNOWN>) };
        found.push({ sha256, ...told, until: new Date(Number(until)).toISOString() });
      }
      return found;
    },
    async clear(sha256) {
      if (sha256 === undefined) {
        const all = await redis.zrange(photos, '0', '-1');
        await redis.del(photos, reasons, ...all.map((one) => openingKey(keyPrefix, one)));
        return all.length;
      }
      const [[, removed] = []] =
        (await redis
          .multi()
          .zrem(photos, sha256)
          .hdel(reasons, sha256)
          .del(openingKey(keyPrefix, sha256)) // what was held against it
          .exec()) ?? [];
      return Number(removed ?? 0);
    },
  };
}
