import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createFactorStore } from './factor-store.ts';
import { createFactorBook, keepFresh, learnFrom } from './factors.ts';
import { createImagePlanner } from './planner.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

let runs = 0;
const freshStore = () => createFactorStore(redis.client, `${redis.prefix}${runs++}:`);
const TEXT = 1500;

/** A call whose image the provider counted with this factor, as it is written into the ledger. */
const call = (units: number, factor: number, model = 'gpt-6-luna-2026-09-22') => ({
  model,
  outcome: 'completed' as const,
  usage: {
    inputTokens: TEXT + Math.ceil(units * factor),
    cachedTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 1,
  },
  predicted: {
    inputTokens: TEXT + Math.ceil(units * 1.2),
    imageTokens: Math.ceil(units * 1.2),
    imageUnits: units,
  },
});

test('the factor of a model is learned from what was counted, and tells the next plans', async () => {
  const book = createFactorBook(freshStore());
  const planner = createImagePlanner({ factors: book });
  const plan = () => planner.plan('gpt-6-luna', 'standard', { width: 4000, height: 3000 });
  expect(plan().tokens).toEqual({ min: 768, expected: 922, max: 1890 });
  for (const units of [704, 768, 529]) await book.note(call(units, 1.7));
  await book.refresh();
  expect(book.factor('gpt-6-luna')?.expected).toBeCloseTo(1.7, 2);
  expect(plan().tokens.expected).toBeGreaterThan(1.69 * 768);
  expect(plan().tokens.max).toBeLessThan(1.9 * 768);
});

test('one call proves nothing', async () => {
  const book = createFactorBook(freshStore());
  await book.note(call(768, 1.7));
  await book.refresh();
  expect(book.factor('gpt-6-luna')).toBeUndefined();
});

test('what one process learned all others read', async () => {
  const store = freshStore();
  const [worker, api] = [createFactorBook(store), createFactorBook(store)];
  await Promise.all(Array.from({ length: 20 }, () => worker.note(call(768, 1.5))));
  const fresh = keepFresh(api, (error) => {
    throw error;
  });
  await api.refresh();
  fresh.close();
  expect(api.factor('gpt-6-luna')?.expected).toBeCloseTo(1.5, 2);
});

test('the error of the predictions is told: the mean and the worst', async () => {
  const book = createFactorBook(freshStore());
  await book.note(call(1000, 1.2));
  await book.note(call(1000, 2.2));
  expect(await book.errors()).toEqual([
    { model: 'gpt-6-luna', calls: 2, mean: 1000 / (2700 + 3700), worst: 0.27, factor: 1.7 },
  ]);
});

test('a call that tells nothing teaches nothing', async () => {
  const book = createFactorBook(freshStore());
  const { usage, predicted, ...failed } = call(768, 1.7);
  await book.note(failed);
  await book.note({ ...failed, usage });
  await book.note({ ...failed, predicted });
  await book.note({ ...call(768, 1.7), model: 'a name\nthat is none' });
  expect(await book.errors()).toEqual([]);
});

test('long ago fades', async () => {
  const book = createFactorBook(freshStore());
  for (let round = 0; round < 20; round++)
    await Promise.all(Array.from({ length: 100 }, () => book.note(call(768, 1.2))));
  for (let round = 0; round < 30; round++)
    await Promise.all(Array.from({ length: 100 }, () => book.note(call(768, 2))));
  const [told] = await book.errors();
  expect(told?.calls).toBeLessThan(2000);
  expect(told?.factor).toBeGreaterThan(1.8);
});

test('invented names fill nothing', async () => {
  const book = createFactorBook(freshStore());
  for (let at = 0; at < 230; at++) await book.note(call(768, 1.2, `model-${at}`));
  expect((await book.errors()).length).toBeLessThanOrEqual(201);
});

test('a ledger goes on when nothing can be learned', async () => {
  const written: string[] = [];
  const troubles: unknown[] = [];
  const store = freshStore();
  const broken = createFactorBook({ ...store, add: async () => Promise.reject(new Error('away')) });
  const ledger = learnFrom({ record: async ({ id }) => void written.push(id) }, broken, (error) =>
    troubles.push(error),
  );
  await ledger.record({
    ...call(768, 1.2),
    id: 'one',
    at: new Date().toISOString(),
    tenant: 'acme',
    tier: 'default',
    fingerprint: 'f',
    analysisId: 'a',
    latencyMs: 1,
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([written, troubles.length]).toEqual([['one'], 1]);
});
