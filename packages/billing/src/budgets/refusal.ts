import type { ExceededBudget } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import type { Account } from './accounts.ts';

const WHO = { tenant: 'this tenant', user: 'this user' };
const WHEN = { day: 'today', month: 'this month' };

const dollars = (micro: number): string => `$${(micro / 1_000_000).toFixed(micro < 1_000_000 ? 4 : 2)}`;

export interface Refusal {
  account: Account;
  why: 'usd' | 'analyses' | 'unpriced';
  /** Micro-dollars, or analyses. */
  limit: number;
  left: number;
}

function explain({ account, why, limit, left }: Refusal, microUsd: number | undefined): string {
  const { scope, period } = account;
  const of = `of ${WHO[scope]} for ${WHEN[period.kind]}`;
  const reset = `It begins anew at ${new Date(period.endsAt).toISOString()}`;
  if (why === 'unpriced')
    return `The money ${of} is limited, and what the model costs is not known: set its price (MODEL_CATALOGUE), or limit analyses instead`;
  if (why === 'analyses') return `The ${limit} analyses ${of} are used up. ${reset}`;
  return `The budget ${of} is used up: of ${dollars(limit)}, ${dollars(left)} are left, and this may cost ${dollars(microUsd ?? 0)}. ${reset}`;
}

/** What whoever asked is told when there is not enough left. */
export function budgetExceeded(refusal: Refusal, microUsd: number | undefined, now: number): Failure {
  const { account, why, limit, left } = refusal;
  const { scope, period } = account;
  const scale = why === 'analyses' ? 1 : 1_000_000;
  const budget: ExceededBudget = {
    scope,
    period: period.kind,
    unit: why === 'analyses' ? 'analyses' : 'usd',
    limit: limit / scale,
    left: left / scale,
    resetsAt: new Date(period.endsAt).toISOString(),
  };
  const retryAfterMs = Math.max(0, period.endsAt - now);
  return new Failure('budget-exceeded', explain(refusal, microUsd), { budget, retryAfterMs });
}
