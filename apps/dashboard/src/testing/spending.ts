import { createBudgetRules, createBudgets, createLedger } from '@jmj/billing';
import type { ProviderCall } from '@jmj/core';
import type { Redis } from 'ioredis';

const DAY_MS = 86_400_000;

/** Calls of this month up to now and of the month before, as workers would have recorded them, and budgets that are partly spent. */
export async function spend(redis: Redis, keyPrefix: string): Promise<{ microUsd: number; calls: number }> {
  const ledger = createLedger({ redis, keyPrefix });
  const now = new Date();
  const sum = { microUsd: 0, calls: 0 };
  let n = 0;
  async function record(at: number, given: Partial<ProviderCall> = {}): Promise<void> {
    n += 1;
    const call: ProviderCall = {
      id: `call-${n}`,
      at: new Date(at).toISOString(),
      tenant: n % 5 === 0 ? 'globex' : 'acme',
      fingerprint: 'f:roast:fr',
      analysisId: `a${n}`,
      model: n % 7 === 0 ? 'gpt-5-mini' : 'gpt-6-luna',
      tier: n % 4 === 0 ? 'flex' : 'default',
      outcome: 'completed',
      usage: { inputTokens: 1700, cachedTokens: 1100, cacheWriteTokens: 0, outputTokens: 640 },
      microUsd: 1200 + (n % 9) * 210,
      predicted: { inputTokens: 1650, imageTokens: 380 },
      latencyMs: 2100,
      ...given,
    };
    await ledger.record(call);
    if (call.at.slice(0, 7) !== now.toISOString().slice(0, 7)) return;
    sum.calls += 1;
    sum.microUsd += call.microUsd ?? 0;
  }
  for (let day = 0; day < now.getUTCDate(); day++) {
    const calls = 20 + ((day * 37) % 40);
    await Promise.all(Array.from({ length: calls }, () => record(now.getTime() - day * DAY_MS)));
  }
  await record(now.getTime(), { outcome: 'provider-timeout', usage: undefined, microUsd: 0 });
  await record(now.getTime(), { outcome: 'lost', usage: undefined, microUsd: 4100 });
  await record(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0), { microUsd: 500_000 });

  const rules = createBudgetRules({ redis, keyPrefix });
  await rules.set('*', { tenant: { month: { usd: 20 } }, user: { day: { analyses: 20 } }, over: 'local' });
  await rules.set('acme', { tenant: { day: { usd: 5, analyses: 400 } }, user: {}, over: 'refuse' });
  const budgets = createBudgets({ redis, keyPrefix });
  await budgets.beginCall('spent', { tenant: 'acme' }, 2_000_000);
  await budgets.endCall('spent', 1_900_000);
  await budgets.close('spent', true);
  await budgets.hold('held', { tenant: 'acme' }, 600_000);
  await budgets.hold('globex', { tenant: 'globex' }, 3_000_000);
  return sum;
}
