import type { BatchEntry, BatchHead } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { someHash, someJob } from '../fixtures/bench.ts';
import { createBatchForgetting } from './forgetting.ts';
import { createBatchStore } from './store.ts';

const ULLA = 'a'.repeat(64);
const OTTO = 'b'.repeat(64);
const NO_PHOTO = '0'.repeat(64);
const READING = { original: { width: 3, height: 2, format: 'jpeg' as const }, exif: { camera: 'hers' } };

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

const head = (): BatchHead => ({
  id: `batch_${someHash().slice(0, 12)}`,
  tenant: 'web',
  way: 'batch',
  createdAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
});

/** One photo of Ulla's, one of Otto's, and one of both. */
async function open() {
  const released: string[] = [];
  const store = createBatchStore(redis.client, redis.prefix);
  const jobs = [ULLA, OTTO, ULLA].map((userHash) => ({ ...someJob(), userHash }));
  const forgetting = createBatchForgetting(redis.client, {
    keyPrefix: redis.prefix,
    photos: { release: async (sha256) => released.push(sha256) > 0 },
    ownership: { isOwned: async (fingerprint) => fingerprint !== jobs[0]?.fingerprint },
    holderOf: (id) => id,
  });
  const batch = head();
  const entries = jobs.map(({ photo, ...job }, n): BatchEntry => {
    return { n, analysisId: `analysis ${n}`, sha256: photo.sha256, items: [n], job };
  });
  const items = entries.map(({ sha256, analysisId, n }) => ({ sha256, analysisId, ref: `ref ${n}` }));
  const owners = [
    { userHash: ULLA, n: 0 },
    { userHash: OTTO, n: 1 },
    { userHash: ULLA, n: 2 },
    { userHash: OTTO, n: 2 },
  ];
  await store.create(batch, items, entries, owners);
  return { store, forgetting, released, id: batch.id, entries };
}

test('a photo that has not arrived is waited for no more, and nothing tells of it', async () => {
  const { store, forgetting, released, id, entries } = await open();
  // Also where an erasure broke off before it came to this: what it had taken the name off is not told again.
  expect(await forgetting.forgetUser(ULLA, [])).toBe(1);
  expect((await store.missing(id)).sort()).toEqual([entries[1]!.sha256, entries[2]!.sha256].sort());
  expect((await store.head(id))?.state).toMatchObject({ total: 3, missing: 2 });
  const [gone, his, shared] = await store.entries(id);
  expect(gone).toEqual({ n: 0, analysisId: 'erased', sha256: NO_PHOTO, items: [0] });
  expect(his).toEqual(entries[1]);
  expect(shared).toEqual({ ...entries[2], job: { ...entries[2]!.job, userHash: undefined } });
  expect((await store.items(id)).map(({ ref }) => ref)).toEqual([undefined, 'ref 1', 'ref 2']);
  expect(released).toEqual([entries[0]!.sha256]);
  expect(await forgetting.forgetUser(ULLA, [])).toBe(0);
  const left = await redis.client.hgetall(`{${redis.prefix}jmj}:batch:${id}`);
  expect(JSON.stringify(left)).not.toContain(entries[0]!.sha256);
});

test('what was read in a photo is forgotten, and does not come back with a step that was under way', async () => {
  const { store, forgetting, id, entries } = await open();
  for (const { sha256 } of entries) await store.arrive(id, { sha256, bytes: 1, format: 'jpeg' });
  const chunk = (await store.take(id, 2))!;
  expect(chunk.photos).toHaveLength(2);
  const lines = [0, 1].map((n) => ({ n, reading: READING }));
  await store.save(id, { ...chunk, state: 'prepared', lines });
  await forgetting.forgetUser(ULLA, []);

  const [kept] = await store.chunks(id);
  const forgotten = { n: 0, reading: { original: READING.original } };
  const rest = { ...chunk, state: 'prepared' };
  expect(kept).toEqual({ ...rest, photos: [entries[1]!.sha256], lines: [forgotten, lines[1]] });
  expect(await store.arrived(id)).toHaveLength(2);

  await store.save(id, { ...chunk, state: 'sent', lines, copies: [{ n: 0, reading: READING, of: 'x' }] });
  const [saved] = await store.chunks(id);
  expect(saved).toMatchObject({ state: 'sent', lines: [forgotten, lines[1]] });
  expect(saved?.lines[0]?.reading.exif).toBeUndefined();
  expect(saved?.copies[0]?.reading.exif).toBeUndefined();
});
