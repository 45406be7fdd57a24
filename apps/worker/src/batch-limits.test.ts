import type { BudgetStanding, Problem } from '@jmj/contracts';
import { batchCalls, makeAlbum } from '@jmj/testing/album';
import { type Fleet, startFleet } from '@jmj/testing/fleet';

const ADMIN = { authorization: 'Bearer the-admin-key', 'content-type': 'application/json' };

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({
    workers: 1,
    key: 'key-one-key-one',
    env: {
      ...{ BATCH_API_MIN: '3', BATCH_POLL_MS: '100', WORKER_LOCK_MS: '1000' },
      ...{ API_KEYS: 'one:key-one-key-one', ADMIN_KEY: 'the-admin-key' },
      ...{ PHOTO_STORE_MAX_BYTES: '1048576', MAX_UPLOAD_BYTES: '200000' },
    },
  });
}, 120_000);
afterAll(() => fleet?.close());

async function allow(rules: object): Promise<void> {
  const body = JSON.stringify(rules);
  const answer = await fleet.call('/v1/admin/budgets/one', { method: 'PUT', headers: ADMIN, body });
  if (answer.status !== 200) throw new Error(await answer.text());
}

async function heldUsd(): Promise<number> {
  const answer = await fleet.call('/v1/admin/budgets/one', { headers: ADMIN });
  const { lines } = (await answer.json()) as BudgetStanding;
  return lines.find(({ unit, period }) => unit === 'usd' && period === 'day')?.held ?? 0;
}

test('photos that find no room start the batch with those that did, so that all get through', async () => {
  const album = await makeAlbum({ pictures: 16, copies: 0, seed: 9000 });
  const bytes = album.reduce((sum, photo) => sum + photo.bytes.length, 0);
  expect(bytes).toBeGreaterThan(1_048_576);
  const calls = batchCalls(fleet);
  const { id } = await calls.create(album);
  let refused = 0;
  for (const photo of album) {
    for (;;) {
      const answer = await calls.send(id, photo.sha256, photo.bytes);
      if (answer.status === 200) break;
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
      refused += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  expect(refused).toBeGreaterThan(0);
  expect(await calls.look(id, 40)).toMatchObject({ status: 'completed', counts: { completed: 16 } });
  expect(fleet.openai.bill.calls.filter(({ tier }) => tier === 'batch')).toHaveLength(16);
}, 120_000);

test('money goes to the first items, the others fail; what is not spent is let go of in the end', async () => {
  const album = await makeAlbum({ pictures: 5, copies: 0, seed: 9100 });
  await allow({ tenant: { day: { analyses: 3 + 16 } } });
  const calls = batchCalls(fleet);
  const batch = await calls.create(album);
  expect(batch.counts).toMatchObject({ total: 5, missing: 3, failed: 2 });
  expect(batch.estimated?.critiques).toBe(3);
  expect(batch.items.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued', 'failed', 'failed']);
  expect(await heldUsd()).toBeGreaterThan(0);

  const [, , , fourth] = batch.items;
  const told = await fleet.call(`/v1/analyses/${fourth!.analysisId}`);
  expect(await told.json()).toMatchObject({ status: 'failed', error: { code: 'budget-exceeded' } });

  await calls.sendAll(batch, album);
  expect(await calls.look(batch.id, 40)).toMatchObject({
    status: 'completed',
    counts: { completed: 3, failed: 2 },
  });
  expect(await heldUsd()).toBe(0);

  // What is known costs nothing, and is told without any money left; for what is not there is none.
  const again = await calls.create(album);
  expect(again.counts).toMatchObject({ known: 3, failed: 2 });
  const items = album.slice(3).map(({ sha256 }) => ({ sha256 }));
  const body = JSON.stringify({ tone: 'roast', language: 'en', items });
  const refused = await fleet.call('/v1/batches', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([402, 'budget-exceeded']);
}, 120_000);

test('what is held for a batch that is canceled before it started is let go of', async () => {
  await allow({});
  const calls = batchCalls(fleet);
  const album = await makeAlbum({ pictures: 4, copies: 0, seed: 9200 });
  const { id } = await calls.create(album);
  expect(await heldUsd()).toBeGreaterThan(0);
  await calls.cancel(id);
  for (let tries = 0; tries < 100 && (await heldUsd()) > 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await heldUsd()).toBe(0);
  expect(fleet.openai.bill.calls.length).toBe(19);
});

test.each([
  ['no items', { items: [] }, 'items'],
  ['a hash that is none', { items: [{ sha256: 'x' }] }, 'items.0.sha256'],
  ['a speed', { speed: 'interactive', items: [{ sha256: 'a'.repeat(64) }] }, 'speed'],
  ['1,001 items', { items: Array(1001).fill({ sha256: 'a'.repeat(64) }) }, 'items'],
])('a request with %s is refused, and told where', async (_name, body, field) => {
  const answer = await fleet.call('/v1/batches', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const problem = (await answer.json()) as Problem;
  expect([answer.status, problem.errors?.[0]?.field]).toEqual([400, field]);
});
