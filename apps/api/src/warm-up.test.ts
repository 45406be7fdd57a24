import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Analysis, cacheStatsSchema } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, KEY, startHarness } from './testing/harness.ts';

const ADMIN_KEY = 'key-of-the-admin';
const authorization = `Bearer ${ADMIN_KEY}`;

let it: Harness;
let photo: Uint8Array;
beforeAll(async () => {
  // Half of the photo store, which a warm-up may fill, holds one photo of 300 kB and not two.
  it = await startHarness({
    ADMIN_KEY,
    PHOTO_STORE_MAX_BYTES: '1048576',
    MAX_UPLOAD_BYTES: '400000',
    TWINS: 'off',
  });
  photo = await makePhoto({ seed: 1, width: 300, height: 200 });
});
afterAll(() => it.close());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const warm = (body: Uint8Array, query: Record<string, string>, headers: Record<string, string> = {}) =>
  it.call(`/v1/admin/analyses?${new URLSearchParams(query)}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { authorization, 'content-type': 'image/jpeg', ...headers },
  });
const ask = (path: string, key: string) =>
  it.call(path, {
    method: 'POST',
    body: JSON.stringify({ sha256: sha256(photo), tone: 'roast' }),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });

test('a warm-up is for the admin, on behalf of a tenant that there is', async () => {
  const tenant = await warm(photo, { tenant: 'acme' }, { authorization: `Bearer ${KEY}` });
  expect(tenant.status).toBe(403);
  expect((await fetch(`${it.api.address}/v1/admin/analyses?tenant=acme`, { method: 'POST' })).status).toBe(
    401,
  );
  expect((await fetch(`${it.api.address}/v1/admin/analyses/x?tenant=acme`)).status).toBe(401);
  for (const query of [{}, { tenant: 'acmee' }, { tenant: 'local' }] as Record<string, string>[]) {
    const answer = await warm(photo, query);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid-request', errors: [{ field: 'tenant' }] });
  }
  const misspelt = await warm(photo, { tenant: 'acme', ton: 'roast' });
  expect(await misspelt.json()).toMatchObject({
    errors: [{ field: 'ton', message: 'this field is not known' }],
  });
});

test('what was warmed up is known to the tenant by its hash, to no other, and counts as no traffic', async () => {
  const worker = await it.startWorker();
  expect((await ask('/v1/admin/analyses?tenant=acme', ADMIN_KEY)).status).toBe(404);
  const answer = await warm(photo, { tenant: 'acme', tone: 'roast' });
  expect(answer.status).toBe(202);
  const { id } = (await answer.json()) as Analysis;
  expect(answer.headers.get('location')).toBe(`/v1/admin/analyses/${id}?tenant=acme`);

  const look = (query: string) =>
    it.call(`/v1/admin/analyses/${id}${query}`, { headers: { authorization, prefer: 'wait=10' } });
  expect(await (await look('?tenant=acme')).json()).toMatchObject({ status: 'completed', source: 'openai' });
  expect((await look('?tenant=globex')).status).toBe(404);

  expect((await ask('/v1/admin/analyses?tenant=acme', ADMIN_KEY)).status).toBe(200);
  expect((await ask('/v1/admin/analyses?tenant=globex', ADMIN_KEY)).status).toBe(404);
  await worker.stop();
  expect((await ask('/v1/analyses', KEY)).status).toBe(200);

  const report = async () => {
    const stats = await it.call('/v1/admin/cache/stats', { headers: { authorization } });
    return cacheStatsSchema.parse(await stats.json());
  };
  // Counts arrive a moment later, all of a process together: with the one that counts those would come that must not.
  const deadline = Date.now() + 10_000;
  while ((await report()).hitRate.hour.asked === 0 && Date.now() < deadline) await sleep(50);
  const { hitRate, cost, answerTime } = await report();
  expect(hitRate.hour).toMatchObject({ asked: 1, rate: 1, misses: 0 });
  expect(answerTime.misses.answers).toBe(0);
  expect(cost.month.paidCalls).toBe(1);
});

test('the photos of a warm-up leave room in the store for those of people who wait', async () => {
  const heavy = (seed: number) =>
    makePhoto({ seed, width: 700, height: 500, noise: 40, quality: 95 }).then((bytes) =>
      bytes.subarray(0, 300_000),
    );
  const photos = await Promise.all([11, 12, 13].map(heavy));
  expect(photos.map((bytes) => bytes.length)).toEqual([300_000, 300_000, 300_000]);
  const [first, second, third] = photos as Uint8Array[] as [Uint8Array, Uint8Array, Uint8Array];
  expect((await warm(first, { tenant: 'acme' })).status).toBe(202);
  const refused = await warm(second, { tenant: 'acme' });
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: 'photo-store-full' });
  expect(refused.headers.get('retry-after')).toBe('5');
  expect((await warm(first, { tenant: 'acme', tone: 'roast' })).status).toBe(202); // the same photo waits once
  expect((await it.upload(third)).status).toBe(202);
});
