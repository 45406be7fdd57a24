import type { ProviderCall } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createBudgets, LOOK_AFTER_MS, type RedisBudgets } from './index.ts';
import { createBudgetRules } from './rules.ts';
import { type HoldSweeperDeps, sweepHolds } from './sweep.ts';

const ACME = { tenant: 'acme' };
const PAYER = { userHash: 'f'.repeat(64), model: 'gpt-5-mini', fingerprint: 'f:roast:fr' };

let redis: TestRedis;
let keyPrefix: string;
let clock: number;
let budgets: RedisBudgets;
let alive: Set<string>;
let asked: string[];
let written: ProviderCall[];
let run = 0;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());
beforeEach(() => {
  keyPrefix = `${redis.prefix}${run++}:`;
  clock = Date.parse('2099-11-23T12:00:00Z');
  budgets = createBudgets({ redis: redis.client, keyPrefix, now: () => clock });
  [alive, asked, written] = [new Set(), [], []];
});

const deps = (): HoldSweeperDeps => ({
  redis: redis.client,
  keyPrefix,
  budgets,
  ledger: { record: async (call) => void written.push(call) },
  async look(holder) {
    asked.push(holder);
    return { isAlive: alive.has(holder), ...PAYER };
  },
  onError: () => {},
  everyMs: 1,
});
const sweep = async () => {
  await new Promise((done) => setTimeout(done, 5)); // the lock of the round before
  return sweepHolds(deps());
};
const open = async () => {
  const { lines } = await createBudgetRules({ redis: redis.client, keyPrefix, now: () => clock }).standing(
    ACME,
  );
  return lines.map(({ held }) => held);
};

test('a hold whose analysis is gone is let go of, but not before it is some minutes old', async () => {
  await budgets.hold('a', ACME, 500);
  expect(await sweep()).toBe(0);
  expect(asked).toEqual([]);
  clock += LOOK_AFTER_MS;
  expect(await sweep()).toBe(1);
  expect(await open()).toEqual([0, 0, 0, 0]);
  expect(written).toEqual([]);
});

test('a hold that waits for hours stays, and is not asked after each time', async () => {
  await budgets.hold('a', ACME, 500);
  alive.add('a');
  for (let minute = 0; minute < 24 * 60; minute += 5) {
    clock += 300_000;
    expect(await sweep()).toBe(0);
  }
  expect(asked.length).toBeLessThanOrEqual((24 * 60) / 5);
  expect(await budgets.tenantOf('a')).toBe('acme');
});

test('a call that nobody will end any more is written down as lost', async () => {
  await budgets.beginCall('a', ACME, 500);
  clock += LOOK_AFTER_MS;
  await sweep();
  expect(written).toEqual([
    expect.objectContaining({ ...PAYER, tenant: 'acme', analysisId: 'a', outcome: 'lost', microUsd: 500 }),
  ]);
});

test('hundreds go in one round, and one process at a time sweeps', async () => {
  await Promise.all(Array.from({ length: 350 }, (_, n) => budgets.hold(`h${n}`, ACME, 1)));
  alive.add('h7');
  clock += LOOK_AFTER_MS;
  const at = { ...deps(), everyMs: 5000 };
  const released = await Promise.all([sweepHolds(at), sweepHolds(at), sweepHolds(at)]);
  expect(released.filter((it) => it !== undefined)).toEqual([349]);
  expect(await open()).toEqual([1e-6, 1, 1e-6, 1]);
});
