import { defineScript } from '@jmj/redis';
import type { Redis } from 'ioredis';
import { UNIT_BYTES } from './footprint.ts';

/** How many expired entries one reservation clears away at most. */
const SWEEP_LIMIT = 32;

/*
 * The index is a sorted set of the entries' keys. A score holds two numbers: when the entry expires (s) above 21 bits for its
 * size in units, so that scores sort by expiry, say what an entry takes, and stay exact in a double (until 2106, 64 MiB).
 * The account beside it is a hash: units in the index, and counters. Both are in one slot; no script touches an entry.
 *
 * ZREM comes before any command that needs memory: Redis denies those at its memory limit unless the script has already
 * written, and giving memory back must work just then.
 */
const SHARED = `
local SIZES = 2097152
local index, account = KEYS[1], KEYS[2]
local function unitsOf(score) return score and tonumber(score) % SIZES or 0 end
local secondsLeft = redis.call('TTL', index)
local function held()
  if secondsLeft == -2 then return 0 end -- no index: nothing is counted
  return tonumber(redis.call('HGET', account, 'units') or 0)
end
local function note(units) redis.call('HSET', account, 'units', string.format('%.0f', math.max(0, units))) end
local function hold(key, units, ttl, now)
  redis.call('ZADD', index, string.format('%.0f', (now + ttl + 1) * SIZES + units), key)
  if secondsLeft > ttl then return end
  redis.call('EXPIRE', index, ttl + 1)
  secondsLeft = ttl + 1
end
`;

const reserveScript = defineScript(`${SHARED}
local key, units, ttl, limit, sweep = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local now = tonumber(redis.call('TIME')[1])
local total = held()
local past = '(' .. string.format('%.0f', now * SIZES)
local expired = redis.call('ZRANGEBYSCORE', index, '-inf', past, 'LIMIT', 0, sweep)
for _, old in ipairs(expired) do
  total = total - unitsOf(redis.call('ZSCORE', index, old))
  redis.call('ZREM', index, old)
end
local before = redis.call('ZSCORE', index, key)
local wanted = total - unitsOf(before) + units
local granted = wanted <= limit
if granted then
  hold(key, units, ttl, now)
  total = wanted
end
if granted or #expired > 0 then note(total) end
if #expired > 0 then redis.call('HINCRBY', account, 'expiries', #expired) end
return { granted and 1 or 0, before and 1 or 0, total, expired }
`);

const adoptScript = defineScript(`${SHARED}
local now = tonumber(redis.call('TIME')[1])
local total, adopted = held(), 0
for at = 1, #ARGV, 3 do
  if not redis.call('ZSCORE', index, ARGV[at]) then
    hold(ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), now)
    total, adopted = total + ARGV[at + 1], adopted + 1
  end
end
if adopted > 0 then note(total) end
return adopted
`);

const forgetScript = defineScript(`${SHARED}
local counter, total, gone = ARGV[1], held(), 0
for at = 2, #ARGV, 2 do
  local score = redis.call('ZSCORE', index, ARGV[at])
  if score and (ARGV[at + 1] == '' or tonumber(ARGV[at + 1]) == tonumber(score)) then
    redis.call('ZREM', index, ARGV[at])
    total, gone = total - unitsOf(score), gone + 1
  end
end
if gone > 0 then note(total) end
if gone > 0 and counter ~= '' then redis.call('HINCRBY', account, counter, gone) end
return gone
`);

const sampleScript = defineScript(`return redis.call('ZRANDMEMBER', KEYS[1], ARGV[1], 'WITHSCORES')`);

const SIZES = 2 ** 21;

/** One line of the index. `score` names this very writing of the entry. */
export interface Line {
  key: string;
  score: string;
  units: number;
}

export interface Reservation {
  granted: boolean;
  /** The key was in the index already. */
  replaces: boolean;
  /** Units in the account afterwards. */
  units: number;
  /** Keys that were dropped because their time is over. */
  expired: string[];
}

export interface Occupancy {
  entries: number;
  /** What they take in Redis, by the account. */
  bytes: number;
  /** Since the account exists. */
  evictions: number;
  expiries: number;
}

export type Ledger = ReturnType<typeof createLedger>;

/** Which entries the cache has, what they take and when they expire, for all processes together. */
export function createLedger(
  redis: Redis,
  keyPrefix: string,
  onRemoved: (why: 'evicted' | 'expired', entries: number) => void = () => {},
) {
  const index = `{${keyPrefix}jmj:cache}:index`;
  const account = `{${keyPrefix}jmj:cache}:account`;
  const keys = [index, account];

  const toLines = (flat: string[]): Line[] =>
    Array.from({ length: flat.length / 2 }, (_, n) => {
      const score = flat[2 * n + 1] ?? '0';
      return { key: flat[2 * n] ?? '', score, units: Number(score) % SIZES };
    });

  return {
    /** Counts an entry that is about to be written, if that keeps the account within `limit` units. */
    async reserve(key: string, units: number, ttlSeconds: number, limit: number): Promise<Reservation> {
      const reply = await reserveScript(redis, keys, [key, units, ttlSeconds, limit, SWEEP_LIMIT]);
      const [granted, replaces, held, expired] = reply as [number, number, number, string[]];
      if (expired.length > 0) onRemoved('expired', expired.length);
      return { granted: granted === 1, replaces: replaces === 1, units: held, expired };
    },
    /** Counts entries that are there already, unless they are counted. */
    async adopt(entries: { key: string; units: number; ttlSeconds: number }[]): Promise<number> {
      if (entries.length === 0) return 0;
      const args = entries.flatMap(({ key, units, ttlSeconds }) => [key, units, ttlSeconds]);
      return Number(await adoptScript(redis, keys, args));
    },
    /** Drops lines; one with a score only if the entry has not been written again since. */
    async forget(lines: { key: string; score?: string }[], counter: 'evictions' | '' = ''): Promise<void> {
      if (lines.length === 0) return;
      const args = lines.flatMap(({ key, score }) => [key, score ?? '']);
      await forgetScript(redis, keys, [counter, ...args]);
      if (counter === 'evictions') onRemoved('evicted', lines.length);
    },
    /** That many different lines at random, or all when there are fewer. */
    async sample(count: number): Promise<Line[]> {
      return toLines((await sampleScript(redis, [index], [count])) as string[]);
    },
    /** All lines whose key matches the glob pattern, in batches. */
    async *matching(pattern: string): AsyncGenerator<Line[]> {
      for await (const flat of redis.zscanStream(index, { match: pattern, count: 500 })) {
        yield toLines((flat as string[]).flat().map(String));
      }
    },
    async occupancy(): Promise<Occupancy> {
      const now = Math.floor(Date.now() / 1000) * SIZES;
      const [entries, [units, evictions, expiries]] = await Promise.all([
        redis.zcount(index, now, '+inf'),
        redis.hmget(account, 'units', 'evictions', 'expiries'),
      ]);
      return {
        entries,
        bytes: entries === 0 ? 0 : Number(units ?? 0) * UNIT_BYTES,
        evictions: Number(evictions ?? 0),
        expiries: Number(expiries ?? 0),
      };
    },
  };
}
