import { Failure } from '@jmj/core';
import { Redis } from 'ioredis';
import { ACME, openBench, refusal, ULLA } from './fixtures/bench.ts';
import { createBudgets } from './index.ts';

const bench = openBench();
const { allow, keys, rules, standing } = bench;

describe('a budget', () => {
  test('for ten admits exactly ten of 200 at once, over many connections', async () => {
    await allow({ tenant: { day: { usd: 0.01 } } });
    const connections = Array.from({ length: 8 }, () => new Redis(bench.redis.url));
    const each = connections.map((one) =>
      createBudgets({ redis: one, keyPrefix: bench.keyPrefix, now: () => bench.clock }),
    );
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
      Array.from({ length: 20 }, (_, n) => bench.budgets.hold(`h${n}`, ACME, undefined)),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const why = await refusal(bench.budgets.hold('more', ACME, 10));
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
    await bench.budgets.hold('a', ACME, 700);
    const why = await refusal(bench.budgets.hold('b', ACME, 301));
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
    expect(await bench.budgets.hold('b', ACME, 300)).toBe('held');
  });

  test('begins anew with the day', async () => {
    await allow({ tenant: { day: { analyses: 1 } } });
    await bench.budgets.hold('a', ACME, 1);
    await refusal(bench.budgets.hold('b', ACME, 1));
    bench.clock += 12 * 3_600_000;
    expect(await bench.budgets.hold('b', ACME, 1)).toBe('held');
  });

  test('of a user stops that user alone, and users are counted only where they are limited', async () => {
    await bench.budgets.hold('before', ULLA, 100);
    expect((await keys()).filter((key) => key.includes(ULLA.userHash))).toEqual([]);
    await allow({ user: { day: { usd: 0.0005 } } });
    await bench.budgets.hold('a', ULLA, 400);
    const why = await refusal(bench.budgets.hold('b', ULLA, 200));
    expect(why.budget).toMatchObject({ scope: 'user', left: 0.0001 });
    expect(await bench.budgets.hold('c', { tenant: 'acme', userHash: '0'.repeat(64) }, 200)).toBe('held');
    expect(await bench.budgets.hold('d', ACME, 200)).toBe('held');
    await bench.budgets.close('a', true);
    expect(await bench.budgets.hold('b', ULLA, 200)).toBe('held');
  });

  test('of everyone holds for tenants without one of their own', async () => {
    await allow({ tenant: { day: { analyses: 0 } } }, '*');
    await allow({}, 'globex');
    await refusal(bench.budgets.hold('a', ACME, 1));
    expect(await bench.budgets.hold('b', { tenant: 'globex' }, 1)).toBe('held');
    expect(await rules().standing(ACME)).toMatchObject({ inherited: true });
    expect(await rules().remove('*')).toBe(true);
    expect(await rules().remove('*')).toBe(false);
    expect(await bench.budgets.hold('a', ACME, 1)).toBe('held');
  });

  test('that is used up leads to the local judge when the tenant wants that', async () => {
    await allow({ tenant: { day: { usd: 0 } }, over: 'local' });
    expect(await bench.budgets.hold('a', ACME, 1)).toBe('local');
    expect(await standing()).toEqual([0, 0, 0, 0]);
    expect((await refusal(bench.budgets.beginCall('a', ACME, 1))).code).toBe('budget-exceeded');
  });

  test('in money refuses what has no known price, and says so', async () => {
    await allow({ tenant: { month: { usd: 5 } } });
    expect((await refusal(bench.budgets.hold('a', ACME, undefined))).message).toMatch(
      /what the model costs is not known: set its price/,
    );
    expect((await refusal(bench.budgets.beginCall('a', ACME, undefined))).code).toBe('budget-exceeded');
  });

  test('is not exceeded by calls that need more than was held', async () => {
    await allow({ tenant: { day: { usd: 0.001 } } });
    await bench.budgets.hold('a', ACME, 600);
    expect((await refusal(bench.budgets.beginCall('a', ACME, 1001))).code).toBe('budget-exceeded');
    await bench.budgets.beginCall('a', ACME, 1000);
    expect(await standing()).toEqual([0, 1000, 0, 1]);
  });
});
