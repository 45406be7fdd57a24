import type { Redis } from 'ioredis';
import type { ByteStore } from '../byte-store.ts';
import { createRedisProlong, type Prolong } from '../hit/prolong.ts';
import { createRedisStore } from '../redis-store.ts';
import { adoptEntries } from './adopt.ts';
import { createEvictor } from './evictor.ts';
import { footprintOf, UNIT_BYTES } from './footprint.ts';
import { createLedger, type Occupancy, type Reservation } from './ledger.ts';
import { createPressure } from './pressure.ts';
import { isOutOfMemory, NoRoom } from './refusal.ts';

export interface RoomyStoreOptions {
  /** What the entries may take in Redis together, keys and Redis' own overhead included; `CACHE_MAX_BYTES`. */
  maxBytes: number;
  /** Put before every key. @default '' */
  keyPrefix?: string;
  /** Hears how many entries this process let go, and why. */
  onRemoved?: ((why: 'evicted' | 'expired', entries: number) => void) | undefined;
}

export interface RoomyStore extends ByteStore {
  /** Tells Redis that these were used, when something in front of it answered them: they must not look idle. */
  touch(keys: string[]): Promise<void>;
  prolong: Prolong;
  occupancy(): Promise<Occupancy & { maxBytes: number }>;
  /**
   * To be called once at start: counts entries under `prefix` that nobody counts yet, e.g. those of before there was a limit,
   * and evicts until the limit is kept, e.g. a lowered one. Walks the server's keys once. Answers how many it counted.
   */
  adopt(prefix: string): Promise<number>;
}

/** Rounds of eviction that one write may cause or wait for. Each looks at 1,088 entries at most. */
const MAX_ROUNDS = 8;
/** On a server that runs full the cache gives way, down to this share of its room. */
const LEAST_SHARE = 0.1;
/** From this share on rounds run behind the writes, so that these need not wait for one. */
const EVICT_AHEAD = 0.99;

const escapeGlob = (text: string): string => text.replaceAll(/[\\*?[\]]/g, '\\$&');

/**
 * A cache that shares its Redis with others and keeps itself under `maxBytes`, evicting its own least recently used entries.
 *
 * Room is reserved in an account before anything is written, so the account is never over the limit and a crash leaves it too
 * high, never too low; what is counted but not there is evicted first. `set` does bounded work, and throws `NoRoom` when that
 * was not enough, or Redis' own refusal when the server has no memory even then.
 */
export function createRoomyStore(redis: Redis, options: RoomyStoreOptions): RoomyStore {
  const { maxBytes, keyPrefix = '' } = options;
  const plain = createRedisStore(redis, keyPrefix);
  const ledger = createLedger(redis, keyPrefix, options.onRemoved);
  const pressure = createPressure(redis);
  const prolong = createRedisProlong(redis, keyPrefix);
  const writing = new Map<string, number>();
  const evictor = createEvictor(redis, ledger, (key) => writing.has(key));
  let heldBytes = 0;

  /** The others on a server that runs full come first. */
  async function giveWay(): Promise<void> {
    if (heldBytes <= maxBytes * LEAST_SHARE) return;
    const bytes = await pressure();
    if (bytes > 0) await evictor.makeRoom(bytes);
  }

  /** Redis removes what has expired when it is looked at, and never what has been written again. */
  const dropExpired = (keys: string[]) => Promise.all(keys.map((key) => redis.exists(key)));

  async function write(key: string, reserved: Reservation, put: () => Promise<void>): Promise<void> {
    try {
      await put();
    } catch (error) {
      if (!reserved.replaces && isOutOfMemory(error)) await ledger.forget([{ key }]);
      throw error;
    }
  }

  /** Undefined when it is stored, else why not. */
  async function attempt(
    key: string,
    units: number,
    ttl: number,
    put: () => Promise<void>,
  ): Promise<unknown> {
    try {
      const reserved = await ledger.reserve(key, units, ttl, Math.floor(maxBytes / UNIT_BYTES));
      heldBytes = reserved.units * UNIT_BYTES;
      await dropExpired(reserved.expired);
      if (!reserved.granted) return new NoRoom('the cache has no room for this entry');
      await write(key, reserved, put);
      const ahead = heldBytes - maxBytes * EVICT_AHEAD;
      if (ahead > 0) evictor.workAhead(ahead);
      return undefined;
    } catch (error) {
      if (isOutOfMemory(error)) return error;
      throw error;
    }
  }

  async function store(key: string, units: number, ttl: number, put: () => Promise<void>): Promise<void> {
    await giveWay();
    for (let round = 0; ; round++) {
      const refusal = await attempt(key, units, ttl, put);
      if (refusal === undefined) return;
      if (round === MAX_ROUNDS) throw refusal;
      await evictor.makeRoom(Math.max(units * UNIT_BYTES, heldBytes - maxBytes));
    }
  }

  async function keepLimit(): Promise<void> {
    let before = Number.POSITIVE_INFINITY;
    for (;;) {
      const { bytes } = await ledger.occupancy();
      if (bytes <= maxBytes || bytes >= before) return;
      before = bytes;
      await evictor.makeRoom(bytes - maxBytes);
    }
  }

  return {
    kind: 'redis',
    get: plain.get,
    async set(name, value, ttlSeconds) {
      const key = keyPrefix + name;
      const units = footprintOf(key, value.byteLength);
      if (units * UNIT_BYTES > maxBytes) throw new NoRoom('the entry is larger than the whole cache');
      writing.set(key, (writing.get(key) ?? 0) + 1);
      try {
        await store(key, units, ttlSeconds, () => plain.set(name, value, ttlSeconds));
      } finally {
        const others = (writing.get(key) ?? 1) - 1;
        if (others === 0) writing.delete(key);
        else writing.set(key, others);
      }
    },
    async delete(names) {
      const keys = names.map((name) => keyPrefix + name);
      const removed = await Promise.all(keys.map((key) => redis.unlink(key)));
      await ledger.forget(keys.map((key) => ({ key })));
      return removed.reduce((sum, count) => sum + count, 0);
    },
    async clear(prefix) {
      let removed = 0;
      for await (const lines of ledger.matching(`${escapeGlob(keyPrefix + prefix)}*`)) {
        const counts = await Promise.all(lines.map(({ key }) => redis.unlink(key)));
        removed += counts.reduce((sum, count) => sum + count, 0);
        await ledger.forget(lines);
      }
      return removed + (await plain.clear(prefix));
    },
    async stats(prefix) {
      const [stats, { bytes }] = await Promise.all([plain.stats(prefix), ledger.occupancy()]);
      return { ...stats, bytes };
    },
    async touch(names) {
      await Promise.all(names.map((name) => redis.touch(keyPrefix + name)));
    },
    async prolong(name, from, to, until) {
      const key = keyPrefix + name;
      const bytes = await redis.strlen(key);
      if (bytes === 0) return false;
      const ttl = Math.ceil((until - Date.now()) / 1000);
      // Counted first: once its line had expired, an entry that lives on would be counted by nobody.
      const units = footprintOf(key, bytes);
      const { granted } = await ledger.reserve(key, units, ttl, Math.floor(maxBytes / UNIT_BYTES));
      return granted && prolong(name, from, to, until);
    },
    occupancy: async () => ({ ...(await ledger.occupancy()), maxBytes }),
    async adopt(prefix) {
      const adopted = await adoptEntries(redis, ledger, `${escapeGlob(keyPrefix + prefix)}*`);
      await keepLimit();
      return adopted;
    },
  };
}
