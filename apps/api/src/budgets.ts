import { createBudgets, createLedger, type RedisBudgets } from '@jmj/billing';
import type { Redis } from 'ioredis';

/** Budgets as the api uses them: it holds money back, and pays nobody. */
export function openBudgets(
  redis: Redis,
  keyPrefix: string,
  onError: (error: unknown) => void,
): RedisBudgets {
  const ledger = createLedger({ redis, keyPrefix, onError });
  const budgets = createBudgets({ redis, keyPrefix, onRefused: ledger.countRefusal, onError });
  // A call under way is for its worker to end, and the hold with it.
  return { ...budgets, close: budgets.letGo };
}
