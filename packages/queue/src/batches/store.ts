import { randomUUID } from 'node:crypto';
import type { AnalysisStatus } from '@jmj/contracts';
import type { BatchChunk, BatchEntry, BatchHead, BatchState, BatchStore } from '@jmj/core';
import type { Redis } from 'ioredis';
import { createUserList } from '../erasing/user-list.ts';
import { accountKey, hourOf } from './account.ts';
import { batchKeys, claimKey } from './keys.ts';
import { ARRIVE, CANCEL, CLAIM, CLOSE, END, ENTER, PAY, REFUSE, SAVE, TAKE, UNCLAIM } from './scripts.ts';

/** As long as any batch lives. */
const CLAIM_TTL_MS = 172_800_000;
/** Fields of one command, so that none holds up the server. */
const FIELDS_AT_ONCE = 200;

const figure = (fields: Record<string, string>, name: string): number => Number(fields[name] ?? 0);

function stateOf(fields: Record<string, string>): BatchState {
  return {
    phase: (fields.phase ?? 'canceled') as BatchState['phase'],
    closed: fields.closed === '1',
    total: figure(fields, 'total'),
    known: figure(fields, 'known'),
    missing: figure(fields, 'missing'),
    completed: figure(fields, 'completed'),
    failed: figure(fields, 'failed'),
    canceled: figure(fields, 'canceled'),
    touchedAt: figure(fields, 'touchedAt'),
  };
}

/** `head` is short; the items are read only where they are wanted. */
const STATE_FIELDS = [
  'head',
  'phase',
  'closed',
  'total',
  'known',
  'missing',
  'completed',
  'failed',
  'canceled',
  'touchedAt',
];

function tally(entries: BatchEntry[]) {
  const itemsOf = (status: AnalysisStatus) =>
    entries.reduce((sum, it) => sum + (it.status === status ? it.items.length : 0), 0);
  const missing = new Map<string, number>();
  for (const { status, sha256, items } of entries)
    if (!status) missing.set(sha256, (missing.get(sha256) ?? 0) + items.length);
  return { completed: itemsOf('completed'), failed: itemsOf('failed'), missing };
}

const newChunk = (id: string): BatchChunk => ({
  id,
  at: Date.now(),
  photos: [],
  state: 'taken',
  lines: [],
  copies: [],
  deferred: [],
  singles: [],
  handed: [],
  answered: false,
  tries: 0,
  rounds: 0,
  lookAt: 0,
});

/** The chunk without what was read in photos of users who were erased since. */
function without(chunk: BatchChunk, erased: string[]): BatchChunk {
  if (erased.length === 0) return chunk;
  const gone = new Set(erased.map(Number));
  const forgotten = <Line extends BatchChunk['lines'][number]>(line: Line): Line =>
    gone.has(line.n) ? { ...line, reading: { ...line.reading, exif: undefined } } : line;
  return { ...chunk, lines: chunk.lines.map(forgotten), copies: chunk.copies.map(forgotten) };
}

/** Batches on the queue's Redis. Every key expires with its batch. */
export function createBatchStore(redis: Redis, keyPrefix = ''): BatchStore {
  const keysOf = (id: string) => batchKeys(keyPrefix, id);
  const ofUsers = createUserList(redis, keyPrefix, 'batches');
  const account = accountKey(keyPrefix);
  const run = (script: string, keys: string[], args: (string | number)[]) =>
    redis.eval(script, keys.length, ...keys, ...args);

  return {
    async create(head, items, entries, owners = []) {
      // Noted first: what nobody can find again could not be erased.
      await Promise.all(owners.map(({ userHash, n }) => ofUsers.add(userHash, `${head.id}#${n}`)));
      const keys = keysOf(head.id);
      const { completed, failed, missing } = tally(entries);
      const waiting = entries.filter(({ status }) => !status);
      const ended = entries.filter(({ status }) => status).flatMap((it) => it.items);
      const writes = redis.pipeline();
      for (let at = 0; at < entries.length; at += FIELDS_AT_ONCE)
        writes.hset(
          keys.entries,
          Object.fromEntries(
            entries.slice(at, at + FIELDS_AT_ONCE).map((it) => [String(it.n), JSON.stringify(it)]),
          ),
        );
      if (waiting.length) writes.sadd(keys.pending, ...waiting.map(({ n }) => String(n)));
      if (ended.length) writes.rpush(keys.ended, ...ended.map(String));
      if (missing.size)
        writes.hset(keys.missing, Object.fromEntries([...missing].map(([k, n]) => [k, String(n)])));
      writes.hset(keys.head, {
        head: JSON.stringify(head),
        items: JSON.stringify(items),
        phase: waiting.length ? 'collecting' : 'completed',
        closed: waiting.length ? '0' : '1',
        total: String(items.length),
        known: String(completed),
        missing: String([...missing.values()].reduce((sum, n) => sum + n, 0)),
        completed: String(completed),
        failed: String(failed),
        canceled: '0',
        touchedAt: String(Date.now()),
      });
      const until = Date.parse(head.expiresAt);
      for (const key of [keys.entries, keys.pending, keys.ended, keys.missing, keys.head])
        writes.pexpireat(key, until);
      if (waiting.length) {
        const left = waiting.reduce((sum, it) => sum + it.items.length, 0);
        writes.hincrby(account, String(hourOf(until)), left).pexpireat(account, until);
      }
      for (const [error] of (await writes.exec()) ?? []) if (error) throw error;
    },

    async head(id) {
      const values = await redis.hmget(keysOf(id).head, ...STATE_FIELDS);
      const fields = Object.fromEntries(STATE_FIELDS.map((name, at) => [name, values[at] ?? '']));
      if (!fields.head) return undefined;
      return { ...(JSON.parse(fields.head) as BatchHead), state: stateOf(fields) };
    },

    async items(id) {
      return JSON.parse((await redis.hget(keysOf(id).head, 'items')) ?? '[]');
    },

    async entries(id) {
      const all = await redis.hvals(keysOf(id).entries);
      return all.map((json) => JSON.parse(json) as BatchEntry).sort((a, b) => a.n - b.n);
    },

    missing: (id) => redis.hkeys(keysOf(id).missing),

    async wants(id, sha256) {
      const { missing, arrived } = keysOf(id);
      const [isMissing, hasArrived] = await Promise.all([
        redis.hexists(missing, sha256),
        redis.hexists(arrived, sha256),
      ]);
      if (hasArrived) return 'arrived';
      return isMissing ? 'missing' : undefined;
    },

    async arrive(id, photo) {
      const { head, missing, arrived, ready } = keysOf(id);
      const args = [photo.sha256, JSON.stringify(photo), Date.now()];
      return Number(await run(ARRIVE, [head, missing, arrived, ready], args));
    },

    async arrived(id) {
      return (await redis.hvals(keysOf(id).arrived)).map((json) => JSON.parse(json));
    },

    async refuse(id, sha256) {
      const { head, missing } = keysOf(id);
      return Number(await run(REFUSE, [head, missing], [sha256, Date.now()]));
    },

    run: async (id) => (await run(ENTER, [keysOf(id).head], ['collecting', 'running'])) === 1,
    complete: async (id) => void (await run(ENTER, [keysOf(id).head], ['running', 'completed'])),
    cancel: async (id) => (await run(CANCEL, [keysOf(id).head], [])) === 1,

    async close(id) {
      const { head, missing } = keysOf(id);
      return ((await run(CLOSE, [head, missing], [])) as string[] | null) ?? [];
    },

    async take(id, most) {
      const { head, ready, chunks } = keysOf(id);
      const chunk = newChunk(randomUUID());
      const json = await run(TAKE, [head, ready, chunks], [JSON.stringify(chunk), chunk.id, most]);
      return typeof json === 'string' ? (JSON.parse(json) as BatchChunk) : undefined;
    },

    async save(id, chunk, putBack = []) {
      const { head, ready, chunks, erased } = keysOf(id);
      let gone = await redis.smembers(erased);
      await run(
        SAVE,
        [head, ready, chunks],
        [JSON.stringify(without(chunk, gone)), chunk.id, ...putBack.toReversed()],
      );
      // Somebody was erased while it was written: what it says of their photos must not come back.
      for (
        let now = await redis.smembers(erased);
        now.length > gone.length;
        now = await redis.smembers(erased)
      ) {
        gone = now;
        await run(SAVE, [head, ready, chunks], [JSON.stringify(without(chunk, gone)), chunk.id]);
      }
    },

    async chunks(id) {
      return (await redis.hvals(keysOf(id).chunks)).map((json) => JSON.parse(json) as BatchChunk);
    },

    ready: (id) => redis.lrange(keysOf(id).ready, 0, -1),
    pending: async (id) => (await redis.smembers(keysOf(id).pending)).map(Number),

    async end(id, { n, items }, status) {
      const { head, pending, ended } = keysOf(id);
      await run(END, [head, pending, ended, account], [n, status, ...items]);
    },

    async ended(id, after, most) {
      const found = await redis.lrange(keysOf(id).ended, after, after + most - 1);
      return found.map((item) => ({ item: Number(item) }));
    },

    isPaid: async (id, n) => (await redis.sismember(keysOf(id).paid, String(n))) === 1,

    async pay(id, n) {
      const { head, paid } = keysOf(id);
      return (await run(PAY, [head, paid], [n])) === 1;
    },

    claim: async (fingerprint, id) =>
      String(await run(CLAIM, [claimKey(keyPrefix, fingerprint)], [id, CLAIM_TTL_MS])),
    claimedBy: async (fingerprint) => (await redis.get(claimKey(keyPrefix, fingerprint))) ?? undefined,
    async unclaim(fingerprints, id) {
      await Promise.all(fingerprints.map((it) => run(UNCLAIM, [claimKey(keyPrefix, it)], [id])));
    },
  };
}
