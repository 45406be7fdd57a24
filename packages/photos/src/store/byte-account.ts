import { defineScript, type ScriptRunner } from '@jmj/redis';

/** How many expired entries one reservation clears away at most. */
const SWEEP_LIMIT = 100;

/** An entry outlives its photo by this, so that bytes still in Redis are never taken for free ones. */
const GRACE_MS = 1_000;

/*
 * An entry is a member `<sha256>:<nonce>:<bytes>` of a sorted set, scored by when it expires (ms of the server's clock).
 * The total beside it is the sum of the bytes of all members. Both keys share one TTL: the longest-lived entry's.
 *
 * ZREM comes before any command that needs memory: Redis denies those at its memory limit unless the script has already
 * written, and giving bytes back must work just then.
 */
const SHARED = `
local entries, total = KEYS[1], KEYS[2]
local function now() local t = redis.call('TIME') return t[1] * 1000 + math.floor(t[2] / 1000) end
local function bytesOf(entry) return tonumber(string.match(entry, ':(%d+)$')) end
local function forget(entry)
  if redis.call('ZREM', entries, entry) == 1 then redis.call('DECRBY', total, bytesOf(entry)) end
end
local function hold(entry, ttl)
  if redis.call('ZADD', entries, now() + ttl, entry) == 1 then redis.call('INCRBY', total, bytesOf(entry)) end
  redis.call('PEXPIRE', entries, ttl)
  redis.call('PEXPIRE', total, ttl)
end
`;

const reserveScript = defineScript(`${SHARED}
local entry, ttl, budget, sweepLimit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
for _, expired in ipairs(redis.call('ZRANGEBYSCORE', entries, '-inf', now(), 'LIMIT', 0, sweepLimit)) do
  forget(expired)
end
if redis.call('ZCARD', entries) == 0 then redis.call('DEL', total) end
if tonumber(redis.call('GET', total) or 0) + bytesOf(entry) > budget then return 0 end
hold(entry, ttl)
return 1
`);

const renewScript = defineScript(`${SHARED}
hold(ARGV[1], tonumber(ARGV[2]))
return 1
`);

const giveBackScript = defineScript(`${SHARED}
forget(ARGV[1])
return 1
`);

/** Counts the bytes of all photos in the store against one budget, fleet-wide. */
export interface ByteAccount {
  /** Takes the entry's bytes from the budget: false when too few are left. */
  reserve(entry: string): Promise<boolean>;
  /** The entry's bytes stay for another TTL. */
  renew(entry: string): Promise<void>;
  giveBack(entry: string): Promise<void>;
}

export function createByteAccount(
  redis: ScriptRunner,
  options: { prefix: string; ttlMs: number; maxBytes: number },
): ByteAccount {
  const keys = [`${options.prefix}{jmj}:photos:entries`, `${options.prefix}{jmj}:photos:bytes`];
  const entryTtl = options.ttlMs + GRACE_MS;
  return {
    async reserve(entry) {
      return (await reserveScript(redis, keys, [entry, entryTtl, options.maxBytes, SWEEP_LIMIT])) === 1;
    },
    async renew(entry) {
      await renewScript(redis, keys, [entry, entryTtl]);
    },
    async giveBack(entry) {
      await giveBackScript(redis, keys, [entry]);
    },
  };
}
