import { setTimeout as pause } from 'node:timers/promises';
import type { Analysis, ErasureReceipt } from '@jmj/contracts';
import { userHashOf } from '@jmj/core';
import { createQuarantine } from '@jmj/queue';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import {
  cameraOf,
  createPeople,
  ENV,
  hashOf,
  holding,
  KEYS,
  markerOf,
  photoOf,
  photosOf,
  until,
  userId,
} from './fixtures/people.ts';
import { type SlowFetching, startSlowFetching } from './fixtures/slow-fetching.ts';

const USERS = 50;
const RUNNING = 20;
const GONE = 7;
const HASH = userHashOf('acme', userId(GONE));

let fleet: Fleet;
let people: ReturnType<typeof createPeople>;
let fetching: SlowFetching;
beforeAll(async () => {
  fleet = await startFleet({
    workers: 2,
    apis: 2,
    key: KEYS.acme,
    openai: { latencyMs: 500, marker: markerOf, batchMs: 100 },
    env: { ...ENV, FETCH_CONCURRENCY: '0' },
  });
  people = createPeople(fleet);
  fetching = await startSlowFetching(fleet);
}, 60_000);
afterAll(async () => {
  await fetching?.close();
  await fleet?.close();
});

async function allThatIsKept(): Promise<Map<string, string>> {
  return (await people.allThatIsKept()).set('log of fetching', fetching.output());
}

/** Asked by its hash, at each api: both have it in their memory then, or do not know it. */
const inquire = async (photo: Uint8Array): Promise<number[]> => {
  const answers = fleet.apis.map((api) => people.post({ sha256: hashOf(photo) }, api));
  return (await Promise.all(answers)).map(({ status }) => status);
};

/** Two photos of each user, judged and kept; each user asks once more, by name. */
async function traffic() {
  const all: { n: number; photos: Buffer[]; ids: string[] }[] = [];
  for (let n = 0; n < USERS; n++) all.push({ n, photos: await photosOf(n, 2), ids: [] });
  for (const it of all)
    it.ids = (await Promise.all(it.photos.map((photo) => people.submit(it.n, photo)))).map(({ id }) => id);
  await fleet.ended(
    all.flatMap(({ ids }) => ids),
    60_000,
  );
  for (const { n, photos } of all)
    expect((await people.submit(n, photos[0] as Buffer)).status).toBe('completed');
  return all;
}

/** One photo that another user has too, one that another tenant has; one whose picture is remembered; one with a key; one that is poison. */
async function ties() {
  const common = await photoOf(8);
  const [abroad, keyed, poison] = (await photosOf(GONE, 3)) as [Buffer, Buffer, Buffer];
  const large = await photoOf(GONE, 1350);
  const firsts = [people.submit(8, common), people.submit(GONE, abroad), people.submit(GONE, large)];
  const ids = (await Promise.all(firsts)).map(({ id }) => id);
  await fleet.ended(ids, 20_000);
  await people.submit(GONE, common);
  const elsewhere = { authorization: `Bearer ${KEYS.globex}` };
  expect((await fleet.upload(abroad, { userId: 'somebody' }, elsewhere)).status).toBe(200);
  await fleet.upload(keyed, { userId: userId(GONE) }, { 'idempotency-key': 'key-of-the-person' });
  await fleet.ended([(await people.submit(GONE, poison)).id], 20_000);
  await createQuarantine(fleet.redis.client, fleet.redis.prefix).add(hashOf(poison), 'a job', 3);
  return { abroad, elsewhere, lone: [keyed, poison, large] };
}

/** One batch that is over, one that waits for a photo of somebody else, one that the provider has. */
async function batches() {
  const hers = (await photosOf(GONE, 3)) as [Buffer, Buffer, Buffer];
  const others = (await photosOf(9, 3)) as [Buffer, Buffer, Buffer];
  const pair = (at: 0 | 1 | 2) => [
    { n: GONE, photo: hers[at] },
    { n: 9, photo: others[at] },
  ];
  const over = await people.batch(pair(0));
  await fleet.call(`/v1/batches/${over.id}`, { headers: { prefer: 'wait=30' } });
  const open = await people.batch(pair(1), 1);
  const { length: made } = fleet.openai.batches.all;
  fleet.openai.batches.delayMs = 9000;
  const flying = await people.batch(pair(2));
  await until(() => fleet.openai.batches.all.length > made);
  fleet.openai.batches.delayMs = 100;
  return { hers, others, over: over.id, open: open.id, flying: flying.id };
}

const resultsOf = async (id: string): Promise<string> =>
  (await fleet.call(`/v1/batches/${id}/results`)).text();

/** The first is being fetched, the others wait behind it. */
async function fetches() {
  const ids: string[] = [];
  for (const [n, path] of [
    [GONE, 'address-of-the-person-1'],
    [11, 'address-of-another'],
    [GONE, 'address-of-the-person-2'],
  ] as const) {
    const answer = await people.post({ imageUrl: fetching.address(path), userId: userId(n) });
    expect(answer.status).toBe(202);
    ids.push(((await answer.json()) as Analysis).id);
  }
  await until(() => fetching.asked.length === 1);
  return ids as [string, string, string];
}

function expectCounted(receipt: ErasureReceipt): void {
  expect(receipt).toMatchObject({ complete: true, webhooks: 0, batchItems: 3, descriptors: 1 });
  expect(receipt.analyses).toBeGreaterThanOrEqual(2 + RUNNING + 10);
  expect(receipt.photos).toBeGreaterThanOrEqual(RUNNING);
  expect(receipt.jobs).toBeGreaterThanOrEqual(11);
  expect(receipt.critiques).toBeGreaterThanOrEqual(3);
  expect(receipt.shared).toBeGreaterThanOrEqual(2);
  expect(receipt.ledgerLines).toBeGreaterThan(0);
  expect(receipt.budgets).toBeGreaterThan(0);
  expect(receipt.idempotencyKeys).toBe(1);
}

test('a person is forgotten while 20 of their jobs run: nothing of them is left, and nothing of the others is lost', async () => {
  const marker = markerOf(HASH);
  const limited = await fleet.call('/v1/admin/budgets/acme', {
    method: 'PUT',
    body: JSON.stringify({ user: { day: { analyses: 500 } } }),
    headers: { authorization: `Bearer ${KEYS.admin}`, 'content-type': 'application/json' },
  });
  expect(limited.status).toBe(200);
  const all = await traffic();
  const { photos: judged, ids: known } = all[GONE]!;
  const { abroad, elsewhere, lone } = await ties();
  await until(people.queueIsIdle);
  const { hers, others, ...made } = await batches();
  const [, anothers] = await fetches();
  expect(await inquire(judged[0]!)).toEqual([200, 200]);
  const before = await allThatIsKept();
  expect(holding(before, marker, cameraOf(GONE), userId(GONE)).length).toBeGreaterThan(5);
  expect(holding(before, 'address-of-the-person')).toHaveLength(2);
  expect(holding(before, `:budget:u:acme:${HASH}`)).not.toEqual([]);

  // 20 of their jobs run, 10 wait, and somebody else waits for one of them.
  const { length: called } = fleet.openai.calls;
  const late = await photosOf(GONE, RUNNING + 10);
  const underWay = await Promise.all(late.map((it) => people.submit(GONE, it)));
  const joined = await people.submit(10, late[0]!);
  await until(() => fleet.openai.calls.length >= called + RUNNING);
  const from = performance.now();
  const [flying] = fleet.openai.batches.all;
  expect(flying).not.toHaveProperty('outputFileId');
  const receipt = await people.erase(GONE);
  const ms = performance.now() - from;
  expect(fleet.openai.calls.filter(({ status }) => status === undefined).length).toBeGreaterThanOrEqual(
    RUNNING / 2,
  );
  process.stderr.write(`erased in ${Math.round(ms)} ms: ${JSON.stringify(receipt)}\n`);
  expectCounted(receipt);
  expect(await inquire(judged[0]!)).toEqual([404, 404]);

  // What was under way comes to its end.
  const [fetched, foreign] = [await photoOf(GONE), await photoOf(11)];
  fetching.serve('person-1', fetched);
  await until(() => fetching.asked.length === 2);
  fetching.serve('another', foreign);
  expect(await fleet.ended([anothers], 20_000)).toMatchObject([{ status: 'completed' }]);
  await people.put(made.open, others[1]);
  for (const id of [made.open, made.flying])
    await fleet.call(`/v1/batches/${id}`, { headers: { prefer: 'wait=30' } });
  expect(fleet.openai.batches.files.size).toBe(0);
  await until(people.queueIsIdle);
  await pause(1500);
  expect(fetching.asked).toHaveLength(2);

  const kept = await allThatIsKept();
  expect(holding(kept, userId(GONE), encodeURIComponent(userId(GONE)), 'address-of-the-person')).toEqual([]);
  // What is said of a photo that somebody else has sent too stays theirs.
  const shared = [hashOf(abroad), hashOf(late[0]!)];
  const theirs = (key: string) => shared.some((it) => key.includes(it));
  expect(holding(kept, marker, cameraOf(GONE)).filter((key) => !theirs(key))).toEqual([]);
  // Not even as a hash, but for the mark that they were erased. Photos' hashes are in logs, and in the ends of flights for a minute.
  expect(holding(kept, HASH).filter((key) => !key.includes(':erased:'))).toEqual([]);
  const hashes = [...judged, ...lone, ...late.slice(1), ...hers, fetched].map(hashOf);
  const raw = hashes.map((it) => Buffer.from(it, 'hex').toString('latin1')); // as the index of twins has them
  const fleeting = /:flight:.*:end$|^log /;
  const traces = holding(kept, ...hashes, ...raw);
  expect(traces.filter((key) => !fleeting.test(key))).toEqual([]);

  for (const id of [...known, ...underWay.map((it) => it.id)])
    expect((await fleet.call(`/v1/analyses/${id}`)).status).toBe(404);
  const [mate] = await fleet.ended([joined.id], 20_000);
  expect(mate).toMatchObject({ status: 'completed' });
  expect((await fleet.upload(abroad, {}, elsewhere)).status).toBe(200);

  // The others' data is intact: their analyses, their critiques, their photos' hashes.
  for (const { n, ids, photos } of all.filter((it) => it.n !== GONE)) {
    for (const analysis of await fleet.ended(ids, 1000)) {
      expect(analysis).toMatchObject({
        status: 'completed',
        exif: { camera: expect.stringContaining(cameraOf(n)) },
      });
      expect(JSON.stringify(analysis.critique)).toContain(markerOf(userHashOf('acme', userId(n))));
    }
    expect((await people.submit(n, photos[1]!)).source).toBe('cache');
  }
  for (const [at, id] of [made.over, made.open, made.flying].entries()) {
    const results = await resultsOf(id);
    expect(results).toContain(hashOf(others[at]!));
    expect(results).toContain(markerOf(userHashOf('acme', userId(9))));
    expect(results).not.toContain(hashOf(hers[at]!));
  }

  const again = await people.erase(GONE);
  expect(again).toEqual(
    Object.fromEntries(Object.keys(again).map((name) => [name, name === 'complete' ? true : 0])),
  );
}, 180_000);

test('who was erased may come back, and an upload that began before is not kept', async () => {
  const photo = await photoOf(60);
  const { id } = await people.submit(60, photo);
  await fleet.ended([id], 20_000);
  expect((await people.erase(60)).critiques).toBe(1);
  const { id: anew } = await people.submit(60, photo);
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
  await people.erase(60);
  sendRest();
  expect((await sent).status).toBe(409);
  await until(people.queueIsIdle);
  await pause(500);
  expect(holding(await allThatIsKept(), userId(60), cameraOf(60))).toEqual([]);
}, 60_000);

test('a tenant erases its own users alone', async () => {
  const { id } = await people.submit(61, await photoOf(61));
  await fleet.ended([id], 20_000);
  expect(await people.erase(61, KEYS.globex)).toMatchObject({ analyses: 0, critiques: 0, complete: true });
  expect((await fleet.call(`/v1/analyses/${id}`)).status).toBe(200);
}, 60_000);
