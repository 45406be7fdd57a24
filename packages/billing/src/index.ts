export { type BudgetsDeps, createBudgets, type RedisBudgets } from './budgets/index.ts';
export { createBudgetRules, type RedisBudgetRules } from './budgets/rules.ts';
export { type Holder, type HoldSweeperDeps, startHoldSweeper, sweepHolds } from './budgets/sweep.ts';
export type { EverCount } from './ledger/ever.ts';
export { createLedger, type LedgerDeps, type RedisLedger } from './ledger/index.ts';
export { type CostReader, createCostReader } from './ledger/reader.ts';
