import type { BatchResult } from '@jmj/contracts';
import { batchCalls, makeAlbum, photosOf, until } from '@jmj/testing/album';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { BATCHING } from './fixtures/batching.ts';

const DAY_MS = 86_400_000;

/** Keys that hold something of photos, analyses or batches, and live for ever or for more than 48 h. */
async function overstaying({ redis }: Fleet): Promise<string[]> {
  const personal = /(:batch:|:batch-claim:|request:|:flight:|photo|analysis:|twin:)/;
  const keys = [...(await redis.keys())].filter(([key]) => personal.test(key));
  expect(keys.length).toBeGreaterThan(10);
  return keys.filter(([, ttl]) => ttl === -1 || ttl > 2 * DAY_MS).map(([key]) => key);
}

/** Of every call that was paid, as the analyses tell it. */
function paidMicroUsd(results: BatchResult[]): number {
  const analyses = new Map(results.map(({ analysis }) => [analysis?.id, analysis]));
  return [...analyses.values()].reduce((sum, it) => sum + (it?.cost?.microUsd ?? 0), 0);
}

describe('a batch whose worker is killed', () => {
  let fleet: Fleet;
  beforeEach(async () => {
    fleet = await startFleet({ workers: 1, openai: { batchMs: 600 }, env: BATCHING });
  });
  afterEach(() => fleet.close());

  async function killAndReplace(): Promise<void> {
    const victim = fleet.workers.at(-1)!;
    victim.kill('SIGKILL');
    await victim.ended;
    fleet.workers.push(await fleet.startWorker());
  }

  test('twice pays each picture of 60 photos once, completes them all and leaves no photo', async () => {
    const album = await makeAlbum({ pictures: 42, copies: 18, seed: 7000 });
    const calls = batchCalls(fleet);
    const batch = await calls.create(album);
    expect(batch).toMatchObject({
      status: 'collecting',
      way: 'batch',
      counts: { total: 60, known: 0, missing: 60, waiting: 0, completed: 0 },
      estimated: { critiques: 51, microUsd: { expected: expect.any(Number) } },
    });
    expect(batch.missing).toHaveLength(51);
    await calls.sendAll(batch, album);

    // Once when the provider has made a batch but not said so, once while it is at it.
    fleet.openai.batches.silenceMs = 400;
    await until(() => fleet.openai.batches.all.length === 1);
    await killAndReplace();
    fleet.openai.batches.silenceMs = 0;
    await until(() => fleet.openai.batches.all.length === 2);
    await killAndReplace();

    const done = await calls.look(batch.id, 60);
    expect(done).toMatchObject({ status: 'completed', counts: { total: 60, completed: 60, failed: 0 } });
    expect(fleet.openai.bill.calls.map(({ tier }) => tier)).toEqual(Array(42).fill('batch'));
    expect(fleet.openai.calls).toEqual([]);

    const results = await calls.results(batch.id);
    expect(results.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
    const said = new Map(results.map(({ ref, analysis }) => [ref, analysis]));
    for (const { ref, picture } of album)
      expect(said.get(ref)?.critique).toEqual(said.get(album[picture]!.ref)?.critique);
    expect(results.filter(({ analysis }) => analysis?.source === 'twin')).toHaveLength(9);
    // Each is rounded to a whole micro-dollar.
    expect(Math.abs(paidMicroUsd(results) - fleet.openai.bill.microUsd)).toBeLessThanOrEqual(42);

    expect([...fleet.openai.batches.files.keys()]).toEqual([]);
    expect(await photosOf(fleet)).toEqual([]);
    expect(await overstaying(fleet)).toEqual([]);
  }, 180_000);
});
