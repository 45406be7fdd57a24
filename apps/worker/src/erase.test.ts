import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createCritiqueCache, createRedisStore } from '@jmj/cache';
import type { Analysis, CreatedBatch, ErasureReceipt } from '@jmj/contracts';
import { userHashOf } from '@jmj/core';
import { everythingIn } from '@jmj/testing/everything';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';

const TENANT = 'acme';
const KEYS = { acme: 'key-of-acme-0123', globex: 'key-of-globex-45' };
const USERS = 50;
const RUNNING = 20;

const userId = (n: number) => `person-${n}@mail.example`;
/** Planted in the EXIF of a user's photos, and in what is said of them. */
const cameraOf = (n: number) => `Camera-of-${n}-q7x`;
const markerOf = (userHash = '') =>
  `said-to-${createHash('sha256').update(userHash).digest('hex').slice(0, 20)}`;
const hashOf = (photo: Uint8Array) => createHash('sha256').update(photo).digest('hex');

let seeds = 9000;
const photoOf = (n: number, width = 240) =>
  makePhoto({
    seed: ++seeds,
    width,
    height: Math.round(width / 1.5),
    exif: { Make: 'Acme', Model: cameraOf(n) },
  });
const photosOf = (n: number, count: number) => Promise.all(Array.from({ length: count }, () => photoOf(n)));

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({
    workers: 2,
    apis: 2,
    key: KEYS.acme,
    openai: { latencyMs: 500, marker: markerOf, batchMs: 100 },
    env: {
      API_KEYS: `acme:${KEYS.acme},globex:${KEYS.globex}`,
      LOG_LEVEL: 'debug',
      WORKER_CONCURRENCY: '10',
      BATCH_API_MIN: '1',
      BATCH_POLL_MS: '100',
      RATE_LIMIT_PER_MINUTE: '0',
      USER_RATE_LIMIT_PER_MINUTE: '0',
    },
  });
}, 60_000);
afterAll(() => fleet?.close());

async function erase(n: number, key = KEYS.acme): Promise<ErasureReceipt> {
  const answer = await fleet.call(`/v1/users/${encodeURIComponent(userId(n))}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${key}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as ErasureReceipt;
}

async function until(done: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error('it has not come to that');
    await pause(25);
  }
}

const base = () => `{${fleet.redis.prefix}jmj}`;
async function queueIsIdle(): Promise<boolean> {
  const { client } = fleet.redis;
  const queue = `${base()}:analyses`;
  const left = await Promise.all([
    client.llen(`${queue}:active`),
    client.zcard(`${queue}:prioritized`),
    client.zcard(`${queue}:delayed`),
    client.llen(`${queue}:wait`),
  ]);
  return left.every((n) => n === 0);
}

/** All that Redis holds, cached critiques as the service reads them, and all that the processes have written. */
async function allThatIsKept(): Promise<Map<string, string>> {
  const { redis } = fleet;
  const kept = await everythingIn(redis);
  const critiques = createCritiqueCache(createRedisStore(redis.client, redis.prefix));
  const start = `${redis.prefix}analysis:`;
  for (const key of [...kept.keys()].filter((it) => it.startsWith(start))) {
    const known = await critiques.get(key.slice(start.length));
    if (!known) throw new Error(`${key} cannot be read`);
    kept.set(key, `${kept.get(key)}\n${JSON.stringify(known)}`);
  }
  for (const [at, service] of [...fleet.apis, ...fleet.workers].entries())
    kept.set(`log ${at}`, service.output());
  return kept;
}

const holding = (kept: Map<string, string>, ...texts: string[]): string[] =>
  [...kept]
    .filter(([key, value]) => texts.some((it) => key.includes(it) || value.includes(it)))
    .map(([key]) => key);

const submitFor = (n: number, photo: Uint8Array) => fleet.submit(photo, { userId: userId(n) });

async function batchOf(entries: { n: number; photo: Buffer }[]): Promise<CreatedBatch> {
  const items = entries.map(({ n, photo }) => ({
    sha256: hashOf(photo),
    userId: userId(n),
    ref: `file of ${userId(n)}`,
  }));
  const answer = await fleet.call('/v1/batches', {
    method: 'POST',
    body: JSON.stringify({ items }),
    headers: { 'content-type': 'application/json' },
  });
  const batch = (await answer.json()) as CreatedBatch;
  for (const { photo } of entries)
    await fleet.call(`/v1/batches/${batch.id}/photos/${hashOf(photo)}`, {
      method: 'PUT',
      body: new Uint8Array(photo),
      headers: { 'content-type': 'image/jpeg' },
    });
  return batch;
}

test('a person is forgotten while 20 of their jobs run: nothing of them is left, and nothing of the others is lost', async () => {
  const GONE = 7;
  const userHash = userHashOf(TENANT, userId(GONE));
  const marker = markerOf(userHash);

  // Traffic of 50 users: two photos each, judged and kept; each asks once more, by name.
  const photos = new Map<number, Buffer[]>();
  for (let n = 0; n < USERS; n++) photos.set(n, await photosOf(n, 2));
  const ids = new Map<number, string[]>();
  for (const [n, its] of photos)
    ids.set(
      n,
      (await Promise.all(its.map((it) => submitFor(n, it)))).map(({ id }) => id),
    );
  await fleet.ended([...ids.values()].flat(), 60_000);
  for (const [n, its] of photos) expect((await submitFor(n, its[0]!)).status).toBe('completed');
  // One photo that both have, and one that another tenant has too.
  const [common, abroad] = await photosOf(8, 2);
  const firsts = [await submitFor(8, common!), await submitFor(GONE, abroad!)];
  await fleet.ended(
    firsts.map(({ id }) => id),
    20_000,
  );
  await submitFor(GONE, common!);
  const headers = { authorization: `Bearer ${KEYS.globex}` };
  expect((await fleet.upload(abroad!, { userId: 'somebody' }, headers)).status).toBe(200);
  const large = await photoOf(GONE, 1350); // its picture is remembered, to recognize copies
  firsts.push(await submitFor(GONE, large));
  const once = { 'idempotency-key': 'key-of-the-person' };
  const [idempotent] = await photosOf(GONE, 1);
  await fleet.upload(idempotent!, { userId: userId(GONE) }, once);
  // A batch of both.
  const [hers, other] = [await photoOf(GONE), await photoOf(9)];
  const batch = await batchOf([
    { n: GONE, photo: hers },
    { n: 9, photo: other },
  ]);
  await fleet.call(`/v1/batches/${batch.id}`, { headers: { prefer: 'wait=30' } });
  await until(queueIsIdle);
  const before = await allThatIsKept();
  expect(holding(before, marker, cameraOf(GONE), userId(GONE)).length).toBeGreaterThan(5);

  // 20 of their jobs run, 10 wait, and somebody else waits for one of them.
  const { length: called } = fleet.openai.calls;
  const late = await photosOf(GONE, RUNNING + 10);
  const underWay = await Promise.all(late.map((it) => submitFor(GONE, it)));
  const joined = await submitFor(10, late[0]!);
  await until(() => fleet.openai.calls.length >= called + RUNNING);
  const from = performance.now();
  const receipt = await erase(GONE);
  const ms = performance.now() - from;
  expect(fleet.openai.calls.filter(({ status }) => status === undefined).length).toBeGreaterThanOrEqual(
    RUNNING / 2,
  );
  process.stderr.write(`erased in ${Math.round(ms)} ms: ${JSON.stringify(receipt)}\n`);
  expect(receipt).toMatchObject({ complete: true, webhooks: 0, batchItems: 1 });
  expect(receipt.analyses).toBeGreaterThanOrEqual(2 + RUNNING + 10);
  expect(receipt.photos).toBeGreaterThanOrEqual(RUNNING);
  expect(receipt.jobs).toBeGreaterThanOrEqual(10);
  expect(receipt.critiques).toBeGreaterThanOrEqual(3);
  expect(receipt.shared).toBeGreaterThanOrEqual(2);
  expect(receipt.descriptors).toBe(1);
  expect(receipt.ledgerLines).toBeGreaterThan(0);
  expect(receipt.idempotencyKeys).toBe(1);

  await until(queueIsIdle);
  await pause(1500);
  const kept = await allThatIsKept();
  expect(holding(kept, userId(GONE), encodeURIComponent(userId(GONE)))).toEqual([]);
  // What is said of a photo that somebody else has sent too stays theirs.
  const shared = [hashOf(abroad!), hashOf(late[0]!)];
  const theirs = (key: string) => shared.some((it) => key.includes(it));
  expect(holding(kept, marker, cameraOf(GONE)).filter((key) => !theirs(key))).toEqual([]);
  // Not even as a hash: but for the mark that they were erased, and the ends of flights, which are gone in a minute.
  const lone = [...photos.get(GONE)!, ...late.slice(1), idempotent!, hers, large].map(hashOf);
  const raw = lone.map((it) => Buffer.from(it, 'hex').toString('latin1')); // as the index of twins has them
  const fleeting = /:erased:|:flight:.*:end$|^log /;
  expect(holding(kept, userHash, ...lone, ...raw).filter((key) => !fleeting.test(key))).toEqual([]);

  for (const id of [...ids.get(GONE)!, ...underWay.map((it) => it.id)])
    expect((await fleet.call(`/v1/analyses/${id}`)).status).toBe(404);
  const [mate] = await fleet.ended([joined.id], 20_000);
  expect(mate).toMatchObject({ status: 'completed' });
  expect((await fleet.upload(abroad!, {}, headers)).status).toBe(200);

  // The others' data is intact: their analyses, their critiques, their photos' hashes.
  for (const [n, its] of ids) {
    if (n === GONE) continue;
    for (const analysis of await fleet.ended(its, 1000)) {
      expect(analysis).toMatchObject({
        status: 'completed',
        exif: { camera: expect.stringContaining(cameraOf(n)) },
      });
      expect(JSON.stringify(analysis.critique)).toContain(markerOf(userHashOf(TENANT, userId(n))));
    }
    expect((await submitFor(n, photos.get(n)![1]!)).source).toBe('cache');
  }
  const results = await (await fleet.call(`/v1/batches/${batch.id}/results`)).text();
  expect(results).toContain(hashOf(other));
  expect(results).not.toContain(hashOf(hers));

  const again = await erase(GONE);
  expect(again).toEqual(
    Object.fromEntries(Object.keys(again).map((name) => [name, name === 'complete' ? true : 0])),
  );
}, 180_000);

test('who was erased may come back, and an upload that began before is not kept', async () => {
  const photo = await photoOf(60);
  const { id } = await submitFor(60, photo);
  await fleet.ended([id], 20_000);
  expect((await erase(60)).critiques).toBe(1);
  const { id: anew } = await submitFor(60, photo);
  const [back] = (await fleet.ended([anew], 20_000)) as [Analysis];
  expect(back).toMatchObject({ status: 'completed', source: 'openai' });

  const bytes = await photoOf(60);
  let sendRest = () => {};
  const rest = new Promise<void>((resolve) => {
    sendRest = resolve;
  });
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, 1000));
      await rest;
      controller.enqueue(bytes.subarray(1000));
      controller.close();
    },
  });
  const sent = fleet.call(`/v1/analyses?${new URLSearchParams({ userId: userId(60) })}`, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { 'content-type': 'image/jpeg' },
  } as RequestInit);
  await pause(300);
  await erase(60);
  sendRest();
  expect((await sent).status).toBe(409);
  await until(queueIsIdle);
  await pause(500);
  expect(holding(await allThatIsKept(), userId(60), cameraOf(60))).toEqual([]);
}, 60_000);

test('a tenant erases its own users alone', async () => {
  const { id } = await submitFor(61, await photoOf(61));
  await fleet.ended([id], 20_000);
  expect(await erase(61, KEYS.globex)).toMatchObject({ analyses: 0, critiques: 0, complete: true });
  expect((await fleet.call(`/v1/analyses/${id}`)).status).toBe(200);
}, 60_000);
