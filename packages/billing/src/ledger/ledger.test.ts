import { costReportSchema } from '@jmj/contracts';
import type { ProviderCall } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { createLedger, type RedisLedger } from './index.ts';
import { createCostReader } from './reader.ts';

const NOW = Date.now();
const TODAY = new Date(NOW).toISOString().slice(0, 10);
const MONTH = TODAY.slice(0, 7);
const HASH = 'a'.repeat(64);
/** 48 h, the most that anything of a user is kept, ms. */
const LONGEST_MS = 172_800_000;

let redis: TestRedis;
let keyPrefix: string;
let ledger: RedisLedger;
let run = 0;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());
beforeEach(() => {
  keyPrefix = `${redis.prefix}${run++}:`;
  ledger = createLedger({ redis: redis.client, keyPrefix });
});

const reader = () => createCostReader({ redis: redis.client, keyPrefix });
const keys = async () =>
  new Map([...(await redis.keys())].filter(([key]) => key.startsWith(`{${keyPrefix}`)));

let n = 0;
const call = (given: Partial<ProviderCall> = {}): ProviderCall => ({
  id: `call-${n++}`,
  at: new Date(NOW).toISOString(),
  tenant: 'acme',
  userHash: undefined,
  fingerprint: 'f:roast:fr',
  analysisId: 'a1',
  model: 'gpt-5-mini',
  tier: 'default',
  outcome: 'completed',
  usage: { inputTokens: 1500, cachedTokens: 1024, cacheWriteTokens: 100, outputTokens: 400 },
  microUsd: 331,
  predicted: { inputTokens: 1470, imageTokens: 300 },
  latencyMs: 1200,
  ...given,
});

test('a call is one line, and counted once, however often it is recorded', async () => {
  const one = call();
  await Promise.all([1, 2, 3].map(() => ledger.record(one)));
  await ledger.record(one);
  const { total, days } = await reader().costs(MONTH);
  const figures = {
    calls: 1,
    failed: 0,
    lost: 0,
    unpriced: 0,
    microUsd: 331,
    usd: 0.000331,
    inputTokens: 1500,
    imageTokens: 300,
    cachedTokens: 1024,
    cacheWriteTokens: 100,
    outputTokens: 400,
  };
  expect(total).toEqual(figures);
  expect(days).toEqual([{ day: TODAY, ...figures }]);
  expect((await reader().calls({ since: 0, limit: 10 })).calls).toEqual([JSON.parse(JSON.stringify(one))]);
});

test('sums are exact to the micro-dollar, and told apart by model, tier, tenant and outcome', async () => {
  await ledger.record(call({ microUsd: 1 }));
  await ledger.record(call({ microUsd: 2, tier: 'flex', tenant: 'globex' }));
  await ledger.record(
    call({ microUsd: 0, outcome: 'provider-timeout', usage: undefined, model: 'gpt-6-luna' }),
  );
  await ledger.record(call({ microUsd: undefined, model: 'somebody’s|model' }));
  await ledger.record(call({ microUsd: 9_000_000_000_001, outcome: 'lost', usage: undefined }));
  const report = costReportSchema.parse(await reader().costs(MONTH));
  expect(report.total).toMatchObject({
    calls: 5,
    failed: 1,
    lost: 1,
    unpriced: 1,
    microUsd: 9_000_000_000_004,
  });
  expect(report.models.map(({ model, microUsd, calls }) => [model, microUsd, calls])).toEqual([
    ['gpt-5-mini', 9_000_000_000_004, 3],
    ['gpt-6-luna', 0, 1],
    ['somebody’s|model', 0, 1],
  ]);
  expect(report.tiers.map(({ tier, calls }) => [tier, calls])).toEqual([
    ['default', 4],
    ['flex', 1],
  ]);
  expect(report.outcomes.map(({ outcome, calls }) => [outcome, calls])).toEqual([
    ['lost', 1],
    ['completed', 3],
    ['provider-timeout', 1],
  ]);
  expect((await reader().costs(MONTH, 'globex')).total).toMatchObject({ calls: 1, microUsd: 2 });
  expect((await reader().costs(MONTH, 'nobody')).total.calls).toBe(0);
  expect((await reader().costs('2020-02')).days).toEqual([]);
});

test('how far predictions were off is told for each model', async () => {
  await ledger.record(call());
  await ledger.record(call({ predicted: { inputTokens: 1560, imageTokens: 300 } }));
  await ledger.record(call({ predicted: undefined }));
  const [model] = (await reader().costs(MONTH)).models;
  const prediction = { calls: 2, predictedTokens: 3030, toldTokens: 3000, error: 0.03, worst: 0.04 };
  expect(model?.prediction).toEqual(prediction);
  await ledger.record(call({ predicted: { inputTokens: 1500, imageTokens: 300 } }));
  expect((await reader().costs(MONTH)).models[0]?.prediction).toMatchObject({ calls: 3, worst: 0.04 });
});

test('lines are gone within 48 hours, totals name no user and stay for more than a year', async () => {
  await ledger.record(call({ userHash: HASH, analysisId: 'analysis-of-ulla' }));
  for (const [key, ttl] of await keys()) {
    const kind = await redis.client.type(key);
    const held = kind === 'hash' ? JSON.stringify(await redis.client.hgetall(key)) : '';
    if (!key.includes('total:') && !key.endsWith(':ever')) {
      expect(ttl).toBeGreaterThan(LONGEST_MS - 60_000);
      expect(ttl).toBeLessThanOrEqual(LONGEST_MS);
    } else {
      expect(ttl).toBeGreaterThan(396 * 86_400_000);
      expect(`${key} ${held}`).not.toMatch(/[0-9a-f]{64}|analysis-of-ulla|call-\d/);
    }
  }
});

test('the lines of a user go when the user is erased, and no others', async () => {
  await ledger.record(call({ userHash: HASH }));
  await ledger.record(call({ userHash: HASH }));
  await ledger.record(call({ userHash: HASH, tenant: 'globex' }));
  await ledger.record(call());
  expect(await ledger.forgetUser('acme', HASH)).toBe(2);
  expect(await ledger.forgetUser('acme', HASH)).toBe(0);
  const { calls } = await reader().calls({ since: 0, limit: 10 });
  expect(calls.map(({ tenant, userHash }) => [tenant, userHash])).toEqual([
    ['globex', HASH],
    ['acme', undefined],
  ]);
  expect((await reader().costs(MONTH)).total.calls).toBe(4);
});

test('lines are told page by page, each once, also many of one moment', async () => {
  for (let k = 0; k < 25; k++)
    await ledger.record(call({ id: `p${k}`, at: new Date(NOW + Math.floor(k / 7)).toISOString() }));
  const told: string[] = [];
  let after: string | undefined;
  do {
    const page = await reader().calls({ since: NOW, after, limit: 4 });
    told.push(...page.calls.map(({ id }) => id));
    after = page.next;
  } while (after);
  expect(told.sort()).toEqual(Array.from({ length: 25 }, (_, k) => `p${k}`).sort());
  expect((await reader().calls({ since: NOW + 3, limit: 100 })).calls).toHaveLength(4);
});

test('names that never end do not fill the totals', async () => {
  const ever = async () => redis.client.hlen([...(await keys()).keys()].find((key) => key.endsWith('ever'))!);
  for (let k = 0; k < 1500; k += 50)
    await Promise.all(Array.from({ length: 50 }, (_, m) => ledger.record(call({ model: `model-${k + m}` }))));
  expect(await ever()).toBeLessThanOrEqual(4001);
  const { models, total } = await reader().costs(MONTH);
  expect(models.reduce((sum, { calls }) => sum + calls, 0)).toBe(1500);
  expect(models.find(({ model }) => model === 'other')?.calls).toBeGreaterThan(1000);
  expect(total.microUsd).toBe(1500 * 331);
});

test('a line that cannot be written does not stop the work, and is written later', async () => {
  const away = new Redis(redis.url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  away.on('error', () => {});
  const errors: unknown[] = [];
  const late = createLedger({ redis: away, keyPrefix, retryMs: 20, onError: (it) => errors.push(it) });
  await late.record(call());
  await late.record(call());
  expect(errors).toHaveLength(2);
  const deadline = Date.now() + 3000;
  while ((await reader().costs(MONTH)).total.calls < 2 && Date.now() < deadline)
    await new Promise((done) => setTimeout(done, 10));
  expect((await reader().costs(MONTH)).total.calls).toBe(2);
  await late.close();
  away.disconnect();
});
