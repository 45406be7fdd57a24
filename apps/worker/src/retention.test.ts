import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createBudgets } from '@jmj/billing';
import type { Analysis, CreatedBatch } from '@jmj/contracts';
import { userHashOf } from '@jmj/core';
import { createQuarantine } from '@jmj/queue';
import { everythingIn } from '@jmj/testing/everything';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { until } from './fixtures/people.ts';

const KEY = 'key-of-acme-0123';
const ADMIN = 'admin-key-0123456';
const USER = 'ulla@mail.example';
const CAMERA = 'Camera-of-ulla-q7x';
const SHORT_SECONDS = 3;
type Seven = [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
const LONGEST_MS = 172_800_000;

/** What has no end of its own while it is needed, and is swept: BullMQ's, and money that is held for an analysis by its id. */
const SWEPT = [/^\{jmj\}:(analyses|fetches|batches):/, /^\{jmj\}:budget:(hold:[^:]+|holds)$/];

/** All that may be left when everything personal is over: figures and settings that name nobody. */
const IMPERSONAL = [
  /^\{jmj\}:(analyses|fetches|batches):(meta|id|pc|marker|events|stalled-check)$/,
  /^\{jmj\}:(fleet|predictions|turn:\w+|turns:\d|starts:\d|lanes:turn)$/,
  /^\{jmj\}:weather:/,
  /^\{jmj\}:ledger:(ever|total:\d{6}(\d\d)?(:acme)?)$/,
  /^\{jmj\}:budget:(rules|tenants|sweeping|t:acme:[dm]:\d+)$/,
  /^\{jmj:stats\}:(ever|[dh]:\d+(:asked)?)$/,
  /^\{jmj:cache\}:account$/,
  // Who may call: tenants, and hashes of their keys. Kept until they are revoked.
  /^\{jmj\}:keys$/,
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
      USER_RATE_LIMIT_PER_MINUTE: '60',
    },
  });
});
afterAll(() => fleet?.close());

/** As if so much time had passed for every key that has a time to live, and for all money that is held. */
async function passTime(ms: number): Promise<void> {
  const { client, keys } = fleet.redis;
  for (const holder of await client.zrange(HOLDS(), '0', '-1')) await client.zincrby(HOLDS(), -ms, holder);
  for (const [key, ttl] of await keys()) if (ttl >= 0) await client.pexpire(key, Math.max(1, ttl - ms));
  await pause(50);
}

const HOLDS = () => `{${fleet.redis.prefix}jmj}:budget:holds`;
const nameOf = (key: string) => key.replaceAll(fleet.redis.prefix, '');

/** @param missing a photo that is not sent: the batch waits for it */
async function batchOf(photo: Uint8Array, missing?: Uint8Array): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const photos = missing ? [photo, missing] : [photo];
  const items = photos.map((one) => ({ sha256: hashOf(one), userId: USER, ref: `holiday of ${USER}` }));
  const body = JSON.stringify({ items });
  const { id } = (await (
    await fleet.call('/v1/batches', { method: 'POST', body, headers })
  ).json()) as CreatedBatch;
  const image = { 'content-type': 'image/jpeg' };
  await fleet.call(`/v1/batches/${id}/photos/${hashOf(photo)}`, {
    method: 'PUT',
    body: new Uint8Array(photo),
    headers: image,
  });
  if (!missing) await fleet.call(`/v1/batches/${id}`, { headers: { prefer: 'wait=30' } });
}

/** Held by a process that died before it had put the analysis into the queue. */
const holdForNobody = (): Promise<unknown> =>
  createBudgets({ redis: fleet.redis.client, keyPrefix: fleet.redis.prefix }).hold(
    'vanished',
    { tenant: 'acme', userHash: userHashOf('acme', USER) },
    500,
  );

test('after its period Redis holds nothing of anybody, what BullMQ has left included', async () => {
  const admin = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' };
  const limited = await fleet.call('/v1/admin/budgets/acme', {
    method: 'PUT',
    body: JSON.stringify({ user: { day: { usd: 5 } }, tenant: { month: { usd: 50 } } }),
    headers: admin,
  });
  expect(limited.status).toBe(200);
  const body = JSON.stringify({ tenant: 'acme', label: 'the web app' });
  const made = await fleet.call('/v1/admin/keys', { method: 'POST', body, headers: admin });
  expect(made.status).toBe(201);

  const photos = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => photoOf(n, n === 3 ? 1350 : 240)));
  const [judged, refused, large, batched, waiting, missing, poison] = photos as Buffer[] as Seven;
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
  const { id: fetched } = (await url.json()) as Analysis;
  await batchOf(batched);
  await batchOf(waiting, missing);
  await createQuarantine(fleet.redis.client, fleet.redis.prefix).add(hashOf(poison), 'a job', 3);
  await holdForNobody();
  expect(await fleet.redis.client.zcard(HOLDS())).toBe(3);

  const personal = [
    USER,
    encodeURIComponent(USER),
    userHashOf('acme', USER),
    CAMERA,
    ...ids,
    failed,
    fetched,
    'photos.invalid',
    ...photos.map(hashOf),
  ];
  const naming = async () =>
    [...(await everythingIn(fleet.redis))].filter(([key, value]) =>
      personal.some((it) => key.includes(it) || value.includes(it)),
    );
  const personalKeys = (await naming()).map(([key]) => nameOf(key));
  for (const one of [
    /:once:/,
    /:budget:u:/,
    /:quarantine$/,
    /:batch:/,
    /:ledger:call:/,
    /:rate:/,
    /:url:/,
    /^photo:/,
  ])
    expect([one, personalKeys.some((key) => one.test(key))]).toEqual([one, true]);
  // Figures name nobody, not even while they are counted.
  const figures = personalKeys.filter((key) => IMPERSONAL.some((it) => it.test(key)));
  expect(figures.filter((key) => !SWEPT.some((it) => it.test(key)))).toEqual([]);

  // Nothing that names anybody is kept without an end, or beyond 48 h; but for BullMQ's, which is swept.
  const ttls = await fleet.redis.keys();
  const endless = (await naming())
    .map(([key]) => key)
    .filter((key) => {
      const ttl = ttls.get(key) ?? -1;
      return ttl < 0 || ttl > LONGEST_MS;
    });
  expect(endless.map(nameOf).filter((key) => !SWEPT.some((it) => it.test(key)))).toEqual([]);

  await pause((SHORT_SECONDS + 2) * 1000);
  await passTime(LONGEST_MS);
  await fleet.workers[0]?.stop();
  await fleet.startWorker(); // looks after what is held for nobody when it starts
  const left = async () => {
    const keys = [...(await fleet.redis.keys()).keys()].map(nameOf).sort();
    return keys.filter((key) => !IMPERSONAL.some((it) => it.test(key)));
  };
  await until(async () => (await left()).length + (await naming()).length === 0).catch(() => {}); // the sweepers' turn
  expect((await naming()).map(([key]) => nameOf(key))).toEqual([]);
  expect(await left()).toEqual([]);
  for (const queue of ['analyses', 'fetches', 'batches'])
    await until(
      async () => (await fleet.redis.client.xlen(`{${fleet.redis.prefix}jmj}:${queue}:events`)) === 0,
    );
}, 90_000);
