import { hash } from 'node:crypto';
import { type Owner, tenantMark } from '@jmj/core';
import type { Redis } from 'ioredis';
import { CRITIQUE_KEY_PREFIX, MAX_TTL_SECONDS } from './keys.ts';

const MAX_TTL_MS = MAX_TTL_SECONDS * 1000;
/** Of a fingerprint: the photo, the tone, the language and the kind. Whichever model judges, it is asked for by the same. */
const ASKED_PARTS = 4;

/** What was asked for, of which a critique is one model's answer. */
export function askedOf(critiqueKey: string): string {
  const parts = critiqueKey.slice(CRITIQUE_KEY_PREFIX.length).split(':');
  return parts.slice(0, ASKED_PARTS).join(':');
}

/** One who asked: nobody's name, and of no use but to be told from others. Without a user: somebody of the tenant. */
const markOf = ({ tenant, userHash }: Owner): string =>
  hash('sha256', `owner\0${tenantMark(tenant)}\0${userHash ?? ''}`).slice(0, 24);

export interface Owners {
  note(owner: Owner, things: string[]): Promise<void>;
  /** Answers those of them that are nobody's then. */
  remove(owner: Owner, things: string[]): Promise<string[]>;
  has(owner: Owner, thing: string): Promise<boolean>;
  any(thing: string): Promise<boolean>;
}

/**
 * `owners:<thing>`: a sorted set of marks of those who have asked for it, scored by when that is forgotten (ms). A thing is what was
 * asked for, or a photo.
 */
export function createOwners(redis: Redis, keyPrefix = ''): Owners {
  const keyOf = (thing: string) => `${keyPrefix}owners:${thing}`;

  async function each<T>(things: string[], work: (key: string) => Promise<T>): Promise<T[]> {
    return Promise.all(things.map((thing) => work(keyOf(thing))));
  }

  return {
    async note(owner, things) {
      const until = Date.now() + MAX_TTL_MS;
      await each(things, async (key) => {
        const replies = await redis.multi().zadd(key, until, markOf(owner)).pexpire(key, MAX_TTL_MS).exec();
        const refused = replies?.find(([error]) => error)?.[0];
        if (refused) throw refused;
      });
    },

    async remove(owner, things) {
      const left = await each(things, async (key) => {
        const replies = await redis
          .multi()
          .zrem(key, markOf(owner))
          .zremrangebyscore(key, '-inf', Date.now())
          .zcard(key)
          .exec();
        const refused = replies?.find(([error]) => error)?.[0];
        if (refused) throw refused;
        return Number(replies?.[2]?.[1]);
      });
      return things.filter((_thing, at) => left[at] === 0);
    },

    has: async (owner, thing) => (await redis.zscore(keyOf(thing), markOf(owner))) !== null,
    any: async (thing) => (await redis.exists(keyOf(thing))) === 1,
  };
}
