import { createFactorBook, createFactorStore } from '@jmj/pricing';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';

/** What the provider multiplies by, and tells nobody. */
const HIDDEN_FACTOR = 1.7;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({ openai: { hiddenFactor: HIDDEN_FACTOR }, workers: 1 });
});
afterAll(() => fleet.close());

test('workers learn from answers what the provider counts for a patch', async () => {
  const ids: string[] = [];
  for (const seed of [1, 2, 3]) {
    const photo = await makePhoto({ seed, width: 1200, height: 900, exif: true });
    ids.push((await fleet.submit(photo)).id);
  }
  const ended = await fleet.ended(ids, 30_000);
  for (const { status, cost } of ended) {
    expect(status).toBe('completed');
    expect(cost?.estimated?.imageTokens).toEqual({ min: 768, expected: 922, max: 1890 });
    expect(cost!.inputTokens).toBeGreaterThan(cost!.estimated!.inputTokens.expected);
  }

  const book = createFactorBook(createFactorStore(fleet.redis.client, fleet.redis.prefix));
  const [told] = await book.errors();
  expect(told).toMatchObject({ model: 'gpt-6-luna', calls: 3 });
  expect(told?.factor).toBeCloseTo(HIDDEN_FACTOR, 1);
  expect(told?.worst).toBeGreaterThan(0.05);
});
