import { hash, randomUUID } from 'node:crypto';
import { defineScript, keyTag } from '@jmj/redis';
import type { Redis } from 'ioredis';

/** What is to be done about a request that carries a key. */
export type Claim =
  /** It is new: to be carried out under this id, and then settled or let go. */
  | { state: 'new'; id: string; claim: string }
  /** The process that was at it went away. It may have got as far as `id`, under which it is to be carried out again. */
  | { state: 'abandoned'; id: string; claim: string }
  /** Somebody is at it, for so long at most. */
  | { state: 'running'; retryMs: number }
  /** It was carried out, as this. */
  | { state: 'done'; id: string }
  /** The key came with another payload. */
  | { state: 'mismatch' };

export interface KeyScope {
  tenant: string;
  /** As the caller sent it. Kept as a hash only. */
  key: string;
  /** Whose request it is: to be forgotten with them. */
  userHash?: string | undefined;
}

/**
 * Keys of requests that are carried out once, however often they are sent: `{…jmj}:once:<hash>`, of which nothing is kept but a hash of
 * the payload and the id of what came of it.
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07
 */
export interface IdempotencyKeys {
  /** @param payload what tells this request from others of the same tenant; only its hash is kept */
  claim(scope: KeyScope, payload: string): Promise<Claim>;
  /** Holds the claim for as long as somebody is at it. Answers how to stop. */
  keep(scope: KeyScope, claim: string): () => void;
  /** It came to this. Nothing happens when the claim has passed to somebody else. */
  settle(scope: KeyScope, claim: string, id: string): Promise<void>;
  /** Nothing came of it: the next one with this key is new. */
  letGo(scope: KeyScope, claim: string): Promise<void>;
  /** Answers how many keys of theirs were known. */
  forgetUser(userHash: string): Promise<number>;
}

/**
 * Who has not held it again by then went away. Longer than a process goes on that cannot reach Redis: its questions are given up after
 * 3 s, so that nobody takes over from one that may still undo what it did.
 */
const CLAIM_MS = 10_000;
/** It is held again so often in that time. */
const HOLDS = 3;

/** KEYS: the key, the keys of its user or itself. ARGV: payload, id if new, claim, ms of a claim, ms of a key. */
const CLAIM = defineScript(`
local payload, id, claim, patience, ttl = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'payload', 'id', 'until')
local mine = { 'claim', claim, 'until', string.format('%.0f', now + patience) }
if not known[1] then
  redis.call('HSET', KEYS[1], 'payload', payload, 'id', id, unpack(mine))
  redis.call('PEXPIRE', KEYS[1], ttl)
  if KEYS[2] ~= KEYS[1] then
    redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
    redis.call('ZADD', KEYS[2], string.format('%.0f', now + ttl), KEYS[1])
    redis.call('PEXPIRE', KEYS[2], ttl)
  end
  return { 'new', id }
end
if known[1] ~= payload then return { 'mismatch' } end
if not known[3] then return { 'done', known[2] } end
local left = tonumber(known[3]) - now
if left > 0 then return { 'running', left } end
redis.call('HSET', KEYS[1], unpack(mine))
return { 'abandoned', known[2] }`);

/** KEYS: the key. ARGV: claim, ms of a claim. */
const HOLD = defineScript(`
local known = redis.call('HMGET', KEYS[1], 'claim', 'until')
if known[1] ~= ARGV[1] or not known[2] then return 0 end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + ARGV[2]))
return 1`);

/** KEYS: the key. ARGV: claim, id. */
const SETTLE = defineScript(`
if redis.call('HGET', KEYS[1], 'claim') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 'until')
redis.call('HSET', KEYS[1], 'id', ARGV[2])
return 1`);

/** KEYS: the key. ARGV: claim. */
const LET_GO = defineScript(`
if redis.call('HGET', KEYS[1], 'claim') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`);

/** KEYS: the keys of a user, scored by when they are over (ms). */
const FORGET = defineScript(`
local forgotten = 0
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do forgotten = forgotten + redis.call('DEL', key) end
redis.call('DEL', KEYS[1])
return forgotten`);

export function createIdempotencyKeys(deps: {
  redis: Redis;
  keyPrefix?: string | undefined;
  ttlSeconds: number;
  /** @default 10 000 */
  claimMs?: number | undefined;
}): IdempotencyKeys {
  const { redis, keyPrefix = '', ttlSeconds, claimMs = CLAIM_MS } = deps;
  const root = `${keyTag(keyPrefix)}:once`;
  const keyOf = ({ tenant, key }: KeyScope): string => `${root}:${hash('sha256', `${tenant}\0${key}`)}`;
  const userKey = (userHash: string): string => `${root}:by:${userHash}`;

  return {
    async claim(scope, payload) {
      const claim = randomUUID();
      const key = keyOf(scope);
      const keys = [key, scope.userHash === undefined ? key : userKey(scope.userHash)];
      const args = [hash('sha256', payload), randomUUID(), claim, claimMs, ttlSeconds * 1000];
      const [state, told] = (await CLAIM(redis, keys, args)) as [Claim['state'], string | number];
      const id = String(told);
      switch (state) {
        case 'running':
          return { state, retryMs: Number(told) };
        case 'mismatch':
          return { state };
        case 'done':
          return { state, id };
        default:
          return { state, id, claim };
      }
    },
    keep(scope, claim) {
      // One that fails is made up for by the next; where none gets there the claim is lost with reason.
      const hold = () => void HOLD(redis, [keyOf(scope)], [claim, claimMs]).catch(() => {});
      const timer = setInterval(hold, claimMs / HOLDS);
      return () => clearInterval(timer);
    },
    async settle(scope, claim, id) {
      await SETTLE(redis, [keyOf(scope)], [claim, id]);
    },
    async letGo(scope, claim) {
      await LET_GO(redis, [keyOf(scope)], [claim]);
    },
    async forgetUser(userHash) {
      return Number(await FORGET(redis, [userKey(userHash)], []));
    },
  };
}
