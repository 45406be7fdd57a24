import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CreatedBatch } from '@jmj/contracts';
import { userHashOf } from '@jmj/core';
import { everythingIn } from '@jmj/testing/everything';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';

const KEY = 'key-of-acme-0123';
const ADMIN = 'admin-key-0123456';
const USER = 'ulla@mail.example';
const CAMERA = 'Camera-of-ulla-q7x';
const SHORT_SECONDS = 3;
const LONGEST_MS = 172_800_000;

/** All that may be left when everything personal is over: figures and settings that name nobody. */
const IMPERSONAL = [
  /^\{jmj\}:(analyses|fetches|batches):(meta|id|pc|marker|events|stalled-check)$/,
  /^\{jmj\}:(fleet|predictions|turns:\d|starts:\d|lanes:turn)$/,
  /^\{jmj\}:weather:/,
  /^\{jmj\}:ledger:(ever|total:\d{6}(\d\d)?(:acme)?)$/,
  /^\{jmj\}:budget:(rules|tenants|sweeping|t:acme:[dm]:\d+)$/,
  /^\{jmj:stats\}:(ever|[dh]:\d+(:asked)?)$/,
  /^\{jmj:cache\}:account$/,
];

const photoOf = (seed: number, width = 240) =>
  makePhoto({ seed, width, height: Math.round(width / 1.5), exif: { Make: 'Acme', Model: CAMERA } });
const hashOf = (photo: Uint8Array) => createHash('sha256').update(photo).digest('hex');

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({
    workers: 1,
    key: KEY,
    openai: { marker: 'said-to-ulla', batchMs: 100 },
    env: {
      API_KEYS: `acme:${KEY}`,
      ADMIN_KEY: ADMIN,
      BATCH_API_MIN: '1',
      BATCH_POLL_MS: '100',
      ANALYSIS_TTL_SECONDS: `${SHORT_SECONDS}`,
      CACHE_TTL_SECONDS: `${SHORT_SECONDS}`,
      JOB_RETENTION_SECONDS: '2',
    },
  });
});
afterAll(() => fleet?.close());

/** As if so much time had passed for every key that has a time to live. */
async function passTime(ms: number): Promise<void> {
  const { client, keys } = fleet.redis;
  for (const [key, ttl] of await keys()) if (ttl >= 0) await client.pexpire(key, Math.max(1, ttl - ms));
  await pause(50);
}

const nameOf = (key: string) => key.replaceAll(fleet.redis.prefix, '');

async function batchOf(photo: Uint8Array): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({
    items: [{ sha256: hashOf(photo), userId: USER, ref: `holiday of ${USER}` }],
  });
  const { id } = (await (
    await fleet.call('/v1/batches', { method: 'POST', body, headers })
  ).json()) as CreatedBatch;
  const image = { 'content-type': 'image/jpeg' };
  await fleet.call(`/v1/batches/${id}/photos/${hashOf(photo)}`, {
    method: 'PUT',
    body: new Uint8Array(photo),
    headers: image,
  });
  await fleet.call(`/v1/batches/${id}`, { headers: { prefer: 'wait=30' } });
}

test('after its period Redis holds nothing of anybody, what BullMQ has left included', async () => {
  const limited = await fleet.call('/v1/admin/budgets/acme', {
    method: 'PUT',
    body: JSON.stringify({ user: { day: { usd: 5 } }, tenant: { month: { usd: 50 } } }),
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
  });
  expect(limited.status).toBe(200);

  const photos = [await photoOf(1), await photoOf(2), await photoOf(3, 1350), await photoOf(4)];
  const [judged, refused, large, batched] = photos as [Buffer, Buffer, Buffer, Buffer];
  const submit = (photo: Uint8Array) => fleet.submit(photo, { userId: USER });
  const ids = [(await submit(judged)).id, (await submit(large)).id];
  await fleet.ended(ids, 2500);
  fleet.openai.script({ kind: 'refusal' });
  const { id: failed } = await submit(refused);
  expect(await fleet.ended([failed], 2500)).toMatchObject([{ status: 'failed' }]);
  await fleet.upload(judged, { userId: USER }, { 'idempotency-key': 'mine' });
  const url = await fleet.call('/v1/analyses', {
    method: 'POST',
    body: JSON.stringify({ imageUrl: 'https://photos.invalid/ulla.jpg', userId: USER }),
    headers: { 'content-type': 'application/json' },
  });
  expect(url.status).toBe(202);
  await batchOf(batched);

  const personal = [
    USER,
    encodeURIComponent(USER),
    userHashOf('acme', USER),
    CAMERA,
    ...ids,
    failed,
    ...photos.map(hashOf),
  ];
  const naming = async () =>
    [...(await everythingIn(fleet.redis))].filter(([key, value]) =>
      personal.some((it) => key.includes(it) || value.includes(it)),
    );
  expect((await naming()).length).toBeGreaterThan(10);

  // Nothing that names anybody is kept without an end, or beyond 48 h; but for BullMQ's, which is swept.
  const ttls = await fleet.redis.keys();
  const endless = (await naming())
    .map(([key]) => key)
    .filter((key) => {
      const ttl = ttls.get(key) ?? -1;
      return ttl < 0 || ttl > LONGEST_MS;
    });
  expect(endless.map(nameOf).filter((key) => !/^\{jmj\}:(analyses|fetches|batches):/.test(key))).toEqual([]);

  await pause((SHORT_SECONDS + 2) * 1000);
  await passTime(LONGEST_MS);
  await pause(2500); // the sweeper's turn
  expect((await naming()).map(([key]) => nameOf(key))).toEqual([]);
  const left = [...(await fleet.redis.keys()).keys()].map(nameOf).sort();
  expect(left.filter((key) => !IMPERSONAL.some((it) => it.test(key)))).toEqual([]);
  for (const queue of ['analyses', 'fetches', 'batches'])
    expect(await fleet.redis.client.xlen(`{${fleet.redis.prefix}jmj}:${queue}:events`)).toBe(0);
}, 90_000);
