import { type BudgetRulesInput, budgetRulesSchema } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { createBudgets, type RedisBudgets } from './index.ts';
import { createBudgetRules } from './rules.ts';

const NOON = Date.parse('2099-11-23T12:00:00Z');
const ACME = { tenant: 'acme' };
const ULLA = { tenant: 'acme', userHash: 'f'.repeat(64) };

let redis: TestRedis;
let clock: number;
let budgets: RedisBudgets;
/** As another process has it. */
let others: RedisBudgets;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());
let run = 0;
let keyPrefix: string;
beforeEach(() => {
  clock = NOON;
  keyPrefix = `${redis.prefix}${run++}:`;
  budgets = createBudgets({ redis: redis.client, keyPrefix, now: () => clock });
  others = createBudgets({ redis: redis.client, keyPrefix, now: () => clock });
});

const rules = () => createBudgetRules({ redis: redis.client, keyPrefix, now: () => clock });
const allow = (given: BudgetRulesInput, tenant = 'acme') =>
  rules().set(tenant, budgetRulesSchema.parse(given));

/** Of the tenant this month, or of the user today: micro-dollars and analyses, spent and held. */
async function standing(owner: { tenant: string; userHash?: string } = ACME, scope = 'tenant') {
  const { lines } = await rules().standing(owner);
  const period = scope === 'user' ? 'day' : 'month';
  const of = (unit: string) =>
    lines.find((it) => it.scope === scope && it.unit === unit && it.period === period);
  const micro = (usd = 0) => Math.round(usd * 1e6);
  return [
    micro(of('usd')?.spent),
    micro(of('usd')?.held),
    of('analyses')?.spent ?? 0,
    of('analyses')?.held ?? 0,
  ];
}

/** Names of this test's keys. */
const keys = async () =>
  [...(await redis.keys()).keys()].filter((key) => key.startsWith(`{${keyPrefix}jmj}`));

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error('it was allowed')),
    (error: Failure) => error,
  );

describe('a hold', () => {
  test('holds money and one analysis, once for its analysis, and is raised to what it is asked for', async () => {
    expect(await budgets.hold('a', ACME, 500)).toBe('held');
    expect(await budgets.hold('a', ACME, 300)).toBe('held');
    expect(await standing()).toEqual([0, 500, 0, 1]);
    await budgets.hold('a', ACME, 800);
    expect(await standing()).toEqual([0, 800, 0, 1]);
  });

  test('that is closed leaves nothing, however often it is closed', async () => {
    await budgets.hold('a', ACME, 500);
    for (let n = 0; n < 3; n++) expect(await budgets.close('a', false)).toEqual({});
    expect(await standing()).toEqual([0, 0, 0, 0]);
    expect(await budgets.close('never', true)).toEqual({});
    expect((await keys()).filter((key) => key.includes(':hold:'))).toEqual([]);
  });

  test('of an answer that was judged counts one analysis, and what it really cost', async () => {
    await budgets.hold('a', ACME, 500);
    expect(await budgets.beginCall('a', ACME, 500)).toEqual({ lostMicroUsd: undefined });
    await budgets.endCall('a', 320);
    expect(await standing()).toEqual([320, 0, 0, 1]);
    await budgets.endCall('a', 320);
    await budgets.close('a', true);
    await budgets.close('a', true);
    expect(await standing()).toEqual([320, 0, 1, 0]);
  });

  test('pays a second call too, topped up', async () => {
    await budgets.hold('a', ACME, 500);
    await budgets.beginCall('a', ACME, 500);
    await budgets.endCall('a', 100);
    await budgets.beginCall('a', ACME, 700);
    expect(await standing()).toEqual([100, 700, 0, 1]);
    await budgets.endCall('a', 0);
    await budgets.close('a', false);
    expect(await standing()).toEqual([100, 0, 0, 0]);
  });

  test('is made by the call where nothing was held before', async () => {
    await budgets.beginCall('a', ACME, 500);
    expect(await standing()).toEqual([0, 500, 0, 1]);
    await budgets.endCall('a', 200);
    await budgets.close('a', true);
    expect(await standing()).toEqual([200, 0, 1, 0]);
  });

  test('of the last minute of a month is settled in that month', async () => {
    clock = Date.parse('2099-11-30T23:59:59Z');
    await budgets.hold('a', ACME, 500);
    clock += 3_600_000;
    await budgets.beginCall('a', ACME, 500);
    await budgets.endCall('a', 400);
    await budgets.close('a', true);
    expect(await standing()).toEqual([0, 0, 0, 0]);
    clock -= 3_600_000;
    expect(await standing()).toEqual([400, 0, 1, 0]);
  });
});

describe('a call that nobody ended', () => {
  test('is taken for spent when the next one begins, and the hold is topped up', async () => {
    await budgets.hold('a', ACME, 500);
    await budgets.beginCall('a', ACME, 500);
    expect(await others.beginCall('a', ACME, 500)).toEqual({ lostMicroUsd: 500 });
    expect(await standing()).toEqual([500, 500, 0, 1]);
    await others.endCall('a', 120);
    await others.close('a', true);
    expect(await standing()).toEqual([620, 0, 1, 0]);
  });

  test('is taken for spent when the hold is closed', async () => {
    await budgets.hold('a', ACME, 700);
    await budgets.beginCall('a', ACME, 500);
    expect(await others.close('a', false)).toEqual({ lostMicroUsd: 500 });
    expect(await others.close('a', false)).toEqual({});
    expect(await standing()).toEqual([500, 0, 0, 0]);
  });

  test('costs what it cost when it ends after all, whoever else is calling by then', async () => {
    await budgets.beginCall('a', ACME, 500);
    await others.beginCall('a', ACME, 500);
    await budgets.endCall('a', 180);
    expect(await standing()).toEqual([180, 500, 0, 1]);
    await others.endCall('a', 200);
    await others.close('a', true);
    expect(await standing()).toEqual([380, 0, 1, 0]);
  });

  test('costs what it cost when it ends after the hold was closed', async () => {
    await budgets.beginCall('a', ACME, 500);
    await others.close('a', false);
    await budgets.endCall('a', 180);
    await budgets.endCall('a', 180);
    expect(await standing()).toEqual([180, 0, 0, 0]);
    await others.hold('a', ACME, 300);
    await others.close('a', false);
    expect(await standing()).toEqual([180, 0, 0, 0]);
  });

  test('stays open while there is not enough for the next, and is settled by the end', async () => {
    await allow({ tenant: { month: { usd: 0.0009 } } });
    await budgets.hold('a', ACME, 500);
    await budgets.beginCall('a', ACME, 500);
    expect((await refusal(others.beginCall('a', ACME, 500))).code).toBe('budget-exceeded');
    expect(await others.close('a', false)).toEqual({ lostMicroUsd: 500 });
    expect(await standing()).toEqual([500, 0, 0, 0]);
  });

  test('that was refused and paid for all the same is spent, with a hold or without', async () => {
    await allow({ tenant: { month: { usd: 0.0005 } } });
    await budgets.hold('a', ACME, 400);
    expect((await refusal(budgets.beginCall('a', ACME, 900))).code).toBe('budget-exceeded');
    await budgets.endCall('a', 900);
    await budgets.endCall('a', 900);
    await budgets.close('a', true);
    expect(await standing()).toEqual([900, 0, 1, 0]);
    expect((await refusal(budgets.beginCall('b', ACME, 50))).code).toBe('budget-exceeded');
    await budgets.endCall('b', 50);
    expect(await standing()).toEqual([950, 0, 1, 0]);
  });

  test('is left alone by who cancels', async () => {
    await budgets.beginCall('a', ACME, 500);
    expect(await others.letGo('a')).toEqual({});
    expect(await standing()).toEqual([0, 500, 0, 1]);
    await budgets.endCall('a', 90);
    await others.letGo('a');
    expect(await standing()).toEqual([90, 0, 0, 0]);
  });
});

describe('a budget', () => {
  test('for ten admits exactly ten of 200 at once, over many connections', async () => {
    await allow({ tenant: { day: { usd: 0.01 } } });
    const connections = Array.from({ length: 8 }, () => new Redis(redis.url));
    const each = connections.map((one) => createBudgets({ redis: one, keyPrefix, now: () => clock }));
    const all = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) => each[n % 8]!.hold(`h${n}`, ACME, 1000)),
    );
    for (const one of connections) one.disconnect();
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await standing()).toEqual([0, 10_000, 0, 10]);
  });

  test('in analyses admits exactly that many', async () => {
    await allow({ tenant: { month: { analyses: 3 } } });
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => budgets.hold(`h${n}`, ACME, undefined)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const why = await refusal(budgets.hold('more', ACME, 10));
    expect(why.message).toMatch(/^The 3 analyses of this tenant for this month are used up\. It begins anew/);
    expect(why.budget).toEqual({
      scope: 'tenant',
      period: 'month',
      unit: 'analyses',
      limit: 3,
      left: 0,
      resetsAt: '2099-12-01T00:00:00.000Z',
    });
  });

  test('tells what is left, and when it begins anew; what is left can be had', async () => {
    await allow({ tenant: { day: { usd: 0.001 } } });
    await budgets.hold('a', ACME, 700);
    const why = await refusal(budgets.hold('b', ACME, 301));
    expect(why).toBeInstanceOf(Failure);
    expect(why.budget).toEqual({
      scope: 'tenant',
      period: 'day',
      unit: 'usd',
      limit: 0.001,
      left: 0.0003,
      resetsAt: '2099-11-24T00:00:00.000Z',
    });
    expect(why.retryAfterMs).toBe(12 * 3_600_000);
    expect(await budgets.hold('b', ACME, 300)).toBe('held');
  });

  test('begins anew with the day', async () => {
    await allow({ tenant: { day: { analyses: 1 } } });
    await budgets.hold('a', ACME, 1);
    await refusal(budgets.hold('b', ACME, 1));
    clock += 12 * 3_600_000;
    expect(await budgets.hold('b', ACME, 1)).toBe('held');
  });

  test('of a user stops that user alone, and users are counted only where they are limited', async () => {
    await budgets.hold('before', ULLA, 100);
    expect((await keys()).filter((key) => key.includes(ULLA.userHash))).toEqual([]);
    await allow({ user: { day: { usd: 0.0005 } } });
    await budgets.hold('a', ULLA, 400);
    const why = await refusal(budgets.hold('b', ULLA, 200));
    expect(why.budget).toMatchObject({ scope: 'user', left: 0.0001 });
    expect(await budgets.hold('c', { tenant: 'acme', userHash: '0'.repeat(64) }, 200)).toBe('held');
    expect(await budgets.hold('d', ACME, 200)).toBe('held');
    await budgets.close('a', true);
    expect(await budgets.hold('b', ULLA, 200)).toBe('held');
  });

  test('of everyone holds for tenants without one of their own', async () => {
    await allow({ tenant: { day: { analyses: 0 } } }, '*');
    await allow({}, 'globex');
    await refusal(budgets.hold('a', ACME, 1));
    expect(await budgets.hold('b', { tenant: 'globex' }, 1)).toBe('held');
    expect(await rules().standing(ACME)).toMatchObject({ inherited: true });
    expect(await rules().remove('*')).toBe(true);
    expect(await rules().remove('*')).toBe(false);
    expect(await budgets.hold('a', ACME, 1)).toBe('held');
  });

  test('that is used up leads to the local judge when the tenant wants that', async () => {
    await allow({ tenant: { day: { usd: 0 } }, over: 'local' });
    expect(await budgets.hold('a', ACME, 1)).toBe('local');
    expect(await standing()).toEqual([0, 0, 0, 0]);
    expect((await refusal(budgets.beginCall('a', ACME, 1))).code).toBe('budget-exceeded');
  });

  test('in money refuses what has no known price, and says so', async () => {
    await allow({ tenant: { month: { usd: 5 } } });
    expect((await refusal(budgets.hold('a', ACME, undefined))).message).toMatch(
      /what the model costs is not known: set its price/,
    );
    expect((await refusal(budgets.beginCall('a', ACME, undefined))).code).toBe('budget-exceeded');
  });

  test('is not exceeded by calls that need more than was held', async () => {
    await allow({ tenant: { day: { usd: 0.001 } } });
    await budgets.hold('a', ACME, 600);
    expect((await refusal(budgets.beginCall('a', ACME, 1001))).code).toBe('budget-exceeded');
    await budgets.beginCall('a', ACME, 1000);
    expect(await standing()).toEqual([0, 1000, 0, 1]);
  });
});

describe('what is kept of a user', () => {
  test('is a count under a hash, with an end, and can be forgotten while money is held', async () => {
    await allow({ user: { day: { usd: 1 } } });
    await budgets.hold('a', ULLA, 400);
    await budgets.hold('b', { tenant: 'acme', userHash: '0'.repeat(64) }, 300);
    for (const [key, ttl] of await redis.keys())
      if (key.includes(keyPrefix) && (key.includes(ULLA.userHash) || key.endsWith(':user')))
        expect(ttl).toBeGreaterThan(0);
    const dayEnds = await redis.client.pexpiretime(
      (await keys()).find((key) => key.includes(`${ULLA.userHash}:d:`)) ?? '',
    );
    expect(dayEnds - Date.parse('2099-11-23T00:00:00Z')).toBe(48 * 3_600_000);
    expect(await budgets.forgetUser('acme', ULLA.userHash)).toBe(2);
    expect((await keys()).filter((key) => key.includes(ULLA.userHash))).toEqual([]);
    await budgets.hold('c', ULLA, 100);
    await budgets.beginCall('a', ULLA, 400);
    await budgets.endCall('a', 400);
    await budgets.close('a', true);
    expect(await standing(ULLA, 'user')).toEqual([0, 100, 0, 0]);
    expect(await standing()).toEqual([400, 400, 1, 2]);
  });
});
