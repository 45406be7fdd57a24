import { randomUUID } from 'node:crypto';
import type { BatchEntry, BatchHead, BatchStore } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { someHash, someJob } from '../fixtures/bench.ts';
import { accountKey, createBatchAccount } from './account.ts';
import { createBatchStore } from './store.ts';

let redis: TestRedis;
let store: BatchStore;
beforeAll(async () => {
  redis = await startTestRedis();
  store = createBatchStore(redis.client, redis.prefix);
});
afterAll(() => redis.close());

const HOUR_MS = 3_600_000;

/** A batch of so many photos; the first `known` of them had ended when it was made. */
async function makeBatch(photos: number, known = 0): Promise<{ id: string; entries: BatchEntry[] }> {
  const now = Date.now();
  const head: BatchHead = {
    id: `batch_${randomUUID()}`,
    tenant: 'web',
    way: 'batch',
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + HOUR_MS).toISOString(),
  };
  const entries = Array.from({ length: photos }, (_, n): BatchEntry => {
    const { photo, ...job } = someJob(someHash());
    const entry = { n, analysisId: randomUUID(), sha256: photo.sha256, items: [n] };
    return n < known ? { ...entry, status: 'completed' } : { ...entry, job };
  });
  const items = entries.map(({ sha256, analysisId }) => ({ sha256, analysisId }));
  await store.create(head, items, entries);
  return { id: head.id, entries };
}

const stateOf = async (id: string) => (await store.head(id))?.state;
const arrive = (id: string, sha256: string) => store.arrive(id, { sha256, bytes: 10, format: 'jpeg' });

test('a batch is kept as it was made, until its end and with all its keys', async () => {
  const { id, entries } = await makeBatch(1000, 400);
  expect(await store.entries(id)).toEqual(entries);
  expect(await stateOf(id)).toMatchObject({
    phase: 'collecting',
    closed: false,
    ...{ total: 1000, known: 400, completed: 400, missing: 600, failed: 0 },
  });
  expect(await store.missing(id)).toHaveLength(600);
  expect(await store.ended(id, 0, 3)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
  expect(await store.ended(id, 399, 3)).toEqual([{ item: 399 }]);

  await arrive(id, entries[400]!.sha256);
  await store.run(id);
  const chunk = await store.take(id, 5);
  await store.save(id, { ...chunk!, state: 'prepared' }, [entries[401]!.sha256]);
  expect(await store.isPaid(id, 400)).toBe(false);
  expect(await store.pay(id, 400)).toBe(true);
  expect(await store.pay(id, 400)).toBe(false);
  expect(await store.isPaid(id, 400)).toBe(true);
  await store.end(id, entries[400]!, 'failed');
  const ttls = [...(await redis.keys())].filter(([key]) => key.includes(id)).map(([, ttl]) => ttl);
  expect(ttls.length).toBe(9);
  for (const ttl of ttls) expect(ttl > 0 && ttl <= HOUR_MS).toBe(true);
});

test('one of which all is known is completed', async () => {
  const { id } = await makeBatch(2, 2);
  expect(await stateOf(id)).toMatchObject({ phase: 'completed', closed: true, completed: 2 });
});

test('a photo arrives once, however often it is sent, and only one that is missing', async () => {
  const { id, entries } = await makeBatch(2);
  const [one, two] = entries.map(({ sha256 }) => sha256);
  expect(await store.wants(id, one!)).toBe('missing');
  expect(await arrive(id, one!)).toBe(1);
  expect(await arrive(id, one!)).toBe(1);
  expect(await store.wants(id, one!)).toBe('arrived');
  expect(await store.wants(id, someHash())).toBeUndefined();
  await arrive(id, someHash());
  expect(await store.ready(id)).toEqual([one]);
  expect(await arrive(id, two!)).toBe(0);
  expect(await stateOf(id)).toMatchObject({ missing: 0 });
});

test('closing tells what never came, and nothing is taken any more', async () => {
  const { id, entries } = await makeBatch(3);
  await arrive(id, entries[0]!.sha256);
  expect((await store.close(id)).sort()).toEqual([entries[1]!.sha256, entries[2]!.sha256].sort());
  await arrive(id, entries[1]!.sha256);
  expect(await store.ready(id)).toEqual([entries[0]!.sha256]);
  expect(await store.close(id)).toEqual([]);
});

test('photos are taken in the order in which they came; what is put back goes before the others', async () => {
  const { id, entries } = await makeBatch(5);
  const hashes = entries.map(({ sha256 }) => sha256);
  for (const sha256 of hashes) await arrive(id, sha256);
  const chunk = await store.take(id, 3);
  expect(chunk).toMatchObject({ state: 'taken', photos: hashes.slice(0, 3), lines: [], answered: false });
  await store.save(id, { ...chunk!, photos: hashes.slice(0, 1), state: 'prepared' }, hashes.slice(1, 3));
  expect(await store.ready(id)).toEqual(hashes.slice(1));
  expect(await store.chunks(id)).toEqual([{ ...chunk, photos: hashes.slice(0, 1), state: 'prepared' }]);
  expect((await store.take(id, 10))?.photos).toEqual(hashes.slice(1));
  expect(await store.take(id, 10)).toBeUndefined();
});

test('an entry ends once', async () => {
  const { id, entries } = await makeBatch(2);
  for (let n = 0; n < 3; n++) await store.end(id, entries[1]!, 'completed');
  expect(await store.pending(id)).toEqual([0]);
  expect(await store.ended(id, 0, 9)).toEqual([{ item: 1 }]);
  expect(await stateOf(id)).toMatchObject({ completed: 1 });
});

test('what is over stays over', async () => {
  const { id } = await makeBatch(1);
  expect(await store.run(id)).toBe(true);
  expect(await store.run(id)).toBe(false);
  expect(await store.cancel(id)).toBe(true);
  expect(await store.cancel(id)).toBe(false);
  await store.complete(id);
  expect(await stateOf(id)).toMatchObject({ phase: 'canceled', closed: true });
});

test('one batch at a time makes a critique', async () => {
  const { fingerprint } = someJob();
  expect(await store.claim(fingerprint, 'one')).toBe('one');
  expect(await store.claim(fingerprint, 'two')).toBe('one');
  await store.unclaim([fingerprint], 'two');
  expect(await store.claimedBy(fingerprint)).toBe('one');
  await store.unclaim([fingerprint], 'one');
  expect(await store.claim(fingerprint, 'two')).toBe('two');
});

test('what has expired is not brought back', async () => {
  const id = `batch_${randomUUID()}`;
  await arrive(id, someHash());
  await store.close(id);
  await store.pay(id, 1);
  expect(await store.head(id)).toBeUndefined();
  expect([...(await redis.keys()).keys()].filter((key) => key.includes(id))).toEqual([]);
});

test('the items that wait in all batches are one figure, which forgets a batch with its hour', async () => {
  const key = accountKey(redis.prefix);
  await redis.client.del(key);
  const { waiting } = createBatchAccount(redis.client, redis.prefix);
  expect(await waiting()).toBe(0);
  const [one] = await Promise.all([makeBatch(5, 2), makeBatch(1000), makeBatch(3, 3)]);
  expect(await waiting()).toBe(1003);
  for (let n = 0; n < 2; n++) await store.end(one.id, one.entries[2]!, 'completed');
  await store.end(one.id, one.entries[3]!, 'canceled');
  expect(await waiting()).toBe(1001);

  const ttl = await redis.client.pttl(key);
  expect(ttl > 0 && ttl <= HOUR_MS).toBe(true);
  const past = String(Math.floor(Date.now() / HOUR_MS) - 1);
  await redis.client.hset(key, past, 70);
  expect(await waiting()).toBe(1001);
  expect(await redis.client.hexists(key, past)).toBe(0);
});
