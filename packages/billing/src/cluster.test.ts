import { setTimeout as pause } from 'node:timers/promises';
import { budgetRulesSchema } from '@jmj/contracts';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createBudgetRules, createBudgets, createCostReader, createLedger, sweepHolds } from './index.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis(['--cluster-enabled', 'yes']);
  await redis.client.cluster('ADDSLOTSRANGE', 0, 16383);
  while (!String(await redis.client.cluster('INFO')).includes('cluster_state:ok')) await pause(20);
});
afterAll(() => redis.close());

test('a Cluster takes every command and script: none names keys of two slots', async () => {
  const { client, prefix: keyPrefix } = redis;
  await expect(client.unlink('a', 'b', 'c')).rejects.toThrow('CROSSSLOT'); // this server would notice
  const deps = { redis: client, keyPrefix };
  const [budgets, ledger, rules] = [createBudgets(deps), createLedger(deps), createBudgetRules(deps)];
  const [tenant, userHash] = ['acme', 'f'.repeat(64)];
  const limit = { usd: 1, analyses: 10 };
  await rules.set('*', budgetRulesSchema.parse({ tenant: { month: limit }, user: { day: limit } }));
  await budgets.hold('a', { tenant }, 100);
  await budgets.hold('b', { tenant, userHash }, 100);
  await budgets.beginCall('b', { tenant, userHash }, 150);
  await budgets.endCall('b', 90);
  await budgets.close('b', true);
  await client.zadd(`{${keyPrefix}jmj}:budget:holds`, 1, 'a');
  const look = async () => ({ isAlive: false });
  expect(await sweepHolds({ ...deps, budgets, ledger, look, onError: () => {} })).toBe(1);
  await ledger.record({
    id: 'one',
    at: new Date().toISOString(),
    tenant,
    userHash,
    fingerprint: 'f',
    analysisId: 'b',
    model: 'gpt-5-mini',
    tier: 'flex',
    outcome: 'completed',
    microUsd: 90,
    latencyMs: 5,
  });
  const reader = createCostReader(deps);
  expect((await reader.costs(new Date().toISOString().slice(0, 7))).total.microUsd).toBe(90);
  expect((await reader.calls({ since: 0, limit: 10 })).calls).toHaveLength(1);
  expect((await rules.list()).open).toEqual({ holds: 0, microUsd: 0 });
  expect(await budgets.forgetUser(tenant, userHash)).toBe(1);
  expect(await ledger.forgetUser(tenant, userHash)).toBe(1);
});
