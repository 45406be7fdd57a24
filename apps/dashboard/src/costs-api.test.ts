import { createBudgetRules, createBudgets, createLedger } from '@jmj/billing';
import { budgetRulesSchema, costReportSchema } from '@jmj/contracts';
import { userHashOf } from '@jmj/core';
import type { Costs } from './admin-contract.ts';
import { ADMIN_KEY, type Harness, startHarness } from './testing/harness.ts';
import { spend } from './testing/spending.ts';

const BEARER = { authorization: `Bearer ${ADMIN_KEY}` };

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${harness.dashboard.address}/admin/api/${path}`, {
    ...init,
    headers: { ...BEARER, 'content-type': 'application/json' },
  });

test('costs are told to nobody without the key', async () => {
  expect((await fetch(`${harness.dashboard.address}/admin/api/costs`)).status).toBe(401);
});

test('the costs of a month and the budgets are what the ledger has', async () => {
  const spent = await spend(harness.redis.client, harness.redis.prefix);
  const { report, running, budgets } = (await (await call('costs')).json()) as Costs;
  expect(costReportSchema.parse(report).total).toMatchObject(spent);
  expect(report).toMatchObject({ month: running, savedUsd: 0 });
  expect(budgets.map(({ tenant }) => tenant)).toEqual(['*', 'acme', 'globex']);
  expect((await call('costs?month=2026-13')).status).toBe(400);
});

test('erasing a user removes their lines and what was counted of them', async () => {
  const { client: redis, prefix: keyPrefix } = harness.redis;
  const userHash = userHashOf('acme', 'ulla');
  const rules = createBudgetRules({ redis, keyPrefix });
  await rules.set('acme', budgetRulesSchema.parse({ user: { day: { analyses: 5 } } }));
  const owner = { tenant: 'acme', userHash };
  await createBudgets({ redis, keyPrefix }).hold('of-ulla', owner, 100);
  await createLedger({ redis, keyPrefix }).record({
    ...owner,
    id: 'line-of-ulla',
    at: new Date().toISOString(),
    fingerprint: 'f',
    analysisId: 'of-ulla',
    model: 'gpt-5-mini',
    tier: 'default',
    outcome: 'completed',
    latencyMs: 5,
  });
  const names = async () => [...(await harness.redis.keys()).keys()];
  expect((await names()).filter((key) => key.includes(userHash))).toHaveLength(2);

  const body = JSON.stringify({ tenant: 'acme', userId: 'ulla' });
  expect((await call('users/erase', { method: 'POST', body })).status).toBe(200);
  const left = (await names()).filter((key) => key.includes(userHash) || key.includes('line-of-ulla'));
  // For ten minutes it is noted that they were erased, so that what is under way is not kept.
  expect(left.filter((key) => !key.includes(':erased:'))).toEqual([]);
});
