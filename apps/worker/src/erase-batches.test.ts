import type { BatchResult } from '@jmj/contracts';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { createPeople, ENV, hashOf, KEYS, markerOf, photosOf, until } from './fixtures/people.ts';

let fleet: Fleet;
let people: ReturnType<typeof createPeople>;
beforeAll(async () => {
  fleet = await startFleet({ workers: 1, key: KEYS.acme, openai: { marker: markerOf }, env: ENV });
  people = createPeople(fleet);
}, 60_000);
afterAll(() => fleet?.close());

const of = (n: number, photos: Buffer[]) => photos.map((photo) => ({ n, photo }));
const over = (id: string) => fleet.call(`/v1/batches/${id}`, { headers: { prefer: 'wait=30' } });
const statusOf = async (id: string) =>
  ((await (await fleet.call(`/v1/batches/${id}`)).json()) as { status: string }).status;

/** Makes a batch that the provider has, and takes so long for. */
async function send(entries: ReturnType<typeof of>, ms: number): Promise<string> {
  const { length: before } = fleet.openai.batches.all;
  fleet.openai.batches.delayMs = ms;
  const { id } = await people.batch(entries);
  await until(() => fleet.openai.batches.all.length > before);
  fleet.openai.batches.delayMs = 100;
  return id;
}

async function resultsOf(id: string): Promise<BatchResult[]> {
  const text = await (await fleet.call(`/v1/batches/${id}/results`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as BatchResult);
}

/** Micro-dollars that the tenant has spent, by the ledger, in calls. */
async function spent(): Promise<{ microUsd: number; calls: number }> {
  const headers = { authorization: `Bearer ${KEYS.admin}` };
  const { total } = (await (await fleet.call('/v1/admin/costs', { headers })).json()) as {
    total: { microUsd: number; calls: number };
  };
  return total;
}

test("a provider's batch of nobody else is canceled, and its files go", async () => {
  const photos = await photosOf(1, 3);
  const id = await send(of(1, photos), 60_000);
  expect(fleet.openai.batches.files.size).toBe(1);
  expect(await people.erase(1)).toMatchObject({ batchItems: 3 });
  await until(() => fleet.openai.batches.all[0]?.status === 'cancelled');
  await until(() => fleet.openai.batches.files.size === 0);
  await until(async () => (await statusOf(id)) === 'completed');
  expect(JSON.stringify(await resultsOf(id))).not.toContain(hashOf(photos[0]!));

  // Whoever has the same photos made is not held up by it.
  const { id: next } = await people.batch(of(2, photos));
  await over(next);
  expect((await resultsOf(next)).map(({ analysis }) => analysis?.status)).toEqual(Array(3).fill('completed'));
}, 60_000);

test('one of several people goes on: the answers for the erased are dropped and on the bill, no file is left', async () => {
  const [hers, his] = [await photosOf(3, 2), await photosOf(4, 2)];
  const before = { bill: fleet.openai.bill.calls.length, ledger: await spent() };
  const id = await send([...of(3, hers), ...of(4, his)], 3000);
  await people.erase(3);
  await over(id);
  const results = await resultsOf(id);
  const made = results.filter(({ analysis }) => analysis?.status === 'completed');
  expect(made.map(({ sha256 }) => sha256).sort()).toEqual(his.map(hashOf).sort());
  for (const photo of hers) expect(JSON.stringify(results)).not.toContain(hashOf(photo));
  expect(fleet.openai.batches.files.size).toBe(0);

  expect(fleet.openai.bill.calls).toHaveLength(before.bill + 4);
  await until(async () => (await spent()).calls === before.ledger.calls + 4);
  const { microUsd, calls } = await spent();
  expect(Math.abs(microUsd - fleet.openai.bill.microUsd)).toBeLessThanOrEqual(calls); // each is rounded
  const kept = [...(await people.allThatIsKept())].filter(([key]) => !/^log |:flight:.*:end$/.test(key));
  for (const photo of hers)
    expect(kept.filter(([key, value]) => (key + value).includes(hashOf(photo))).map(([key]) => key)).toEqual(
      [],
    );
}, 60_000);

test('who is erased while their photos are prepared is not sent', async () => {
  const [hers, his] = [await photosOf(5, 40), await photosOf(6, 1)];
  const { length: before } = fleet.openai.batches.all;
  fleet.openai.batches.delayMs = 60_000;
  const { id, items } = await people.batch([...of(5, hers), ...of(6, his)]);
  // Claimed: some of their lines are written, and more are to come.
  const first = hers.slice(0, 5).map((photo) => `:batch-claim:${hashOf(photo)}`);
  await until(async () => {
    const keys = [...(await fleet.redis.keys()).keys()];
    return first.some((claim) => keys.some((key) => key.includes(claim)));
  });
  await people.erase(5);
  await until(() => fleet.openai.batches.all.length > before);
  const sent = fleet.openai.batches.files.get(fleet.openai.batches.all[0]!.inputFileId)!.bytes.toString();
  expect(items.map(({ analysisId }) => sent.includes(analysisId))).toEqual([...Array(40).fill(false), true]);
  await fleet.call(`/v1/batches/${id}`, { method: 'DELETE' });
  await until(() => fleet.openai.batches.files.size === 0);
}, 60_000);
