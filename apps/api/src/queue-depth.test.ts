import { createHash } from 'node:crypto';
import type { Batch, CreatedBatch, Problem } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, startHarness } from './testing/harness.ts';

let it: Harness;
beforeAll(async () => {
  it = await startHarness({ QUEUE_MAX_LIVE: '2', QUEUE_MAX_PATIENT: '1', QUEUE_MAX_BATCHED: '5' });
});
afterAll(() => it.close());

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** A figure of the queue is good for 250 ms. */
const anew = () => sleep(300);

const post = (path: string, body: object) =>
  it.call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const fetching = (n: number, speed?: string) =>
  post('/v1/analyses', { imageUrl: `https://photos.example/${n}.jpg`, speed });
const hashOf = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const batchOf = (hashes: string[]) => post('/v1/batches', { items: hashes.map((sha256) => ({ sha256 })) });
const someHashes = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => hashOf(`${name} ${n}`));

async function expectOverloaded(answer: Response) {
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(((await answer.json()) as Problem).code).toBe('overloaded');
}

test('photos that are to be fetched wait like all others, in their class', async () => {
  expect((await fetching(1)).status).toBe(202);
  expect((await fetching(2)).status).toBe(202);
  await anew();
  await expectOverloaded(await fetching(3));
  await expectOverloaded(await it.upload(await makePhoto({ seed: 1, width: 64, height: 64 })));
  expect((await fetching(4, 'economy')).status).toBe(202);
  await anew();
  await expectOverloaded(await fetching(5, 'economy'));
});

test('a batch weighs as much as it has items that wait; its photos are let in, and what has ended makes room', async () => {
  const photo = await makePhoto({ seed: 2, width: 64, height: 64 });
  const asked = await batchOf([hashOf(photo), ...someHashes('one', 2)]);
  expect(asked.status).toBe(201);
  const one = (await asked.json()) as CreatedBatch;
  await expectOverloaded(await batchOf(someHashes('two', 3)));
  expect((await batchOf(someHashes('three', 2))).status).toBe(201);
  await expectOverloaded(await batchOf(someHashes('four', 1)));

  const sent = await it.call(`/v1/batches/${one.id}/photos/${hashOf(photo)}`, {
    method: 'PUT',
    headers: { 'content-type': 'image/jpeg' },
    body: new Uint8Array(photo),
  });
  expect(((await sent.json()) as Batch).counts).toMatchObject({ waiting: 1, missing: 2 });
  expect((await it.call(`/v1/batches/${one.id}/start`, { method: 'POST' })).status).toBe(202);

  const worker = await it.startWorker({ FETCH_CONCURRENCY: '0' });
  const deadline = Date.now() + 15_000;
  let status = 503;
  while (status === 503 && Date.now() < deadline) {
    await sleep(200);
    status = (await batchOf(someHashes('five', 3))).status;
  }
  expect(status).toBe(201);
  await worker.stop();
});
