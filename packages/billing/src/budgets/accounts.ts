import type { Owner } from '@jmj/core';
import { keyTag } from '@jmj/redis';
import { accountName } from '../keys.ts';
import { dayOf, monthOf, type Period } from '../periods.ts';

/** Of a user by the day alone: a month is more than is kept of anybody. */
export const KINDS = ['tm', 'td', 'ud'] as const;
/** Of a tenant or a user, by the month or the day. */
export type Kind = (typeof KINDS)[number];

export interface Account {
  kind: Kind;
  scope: 'tenant' | 'user';
  period: Period;
  /** Absent: nobody's. */
  key: string | undefined;
}

/** Holds of the last day of a period may be settled this much later. */
const TENANT_GRACE_MS = 3 * 86_400_000;
/** As long as a hold can last: what is kept of a user's day is gone within 48 h. */
const USER_GRACE_MS = 86_400_000;

export const budgetPrefix = (keyPrefix: string): string => `${keyTag(keyPrefix)}:budget:`;

/** The accounts that an analysis of this owner is paid from at `now`, in the order of `KINDS`. */
export function accountsOf(keyPrefix: string, owner: Owner, now: number): Account[] {
  return KINDS.map((kind) => {
    const scope = kind.startsWith('t') ? 'tenant' : 'user';
    const period = kind.endsWith('m') ? monthOf(now) : dayOf(now);
    const name = accountName(scope, owner);
    const key = name && `${budgetPrefix(keyPrefix)}${name}:${kind.slice(1)}:${period.name}`;
    return { kind, scope, period, key };
  });
}

/** Seconds since 1970. */
export const expiryOf = ({ scope, period }: Account): number =>
  Math.ceil((period.endsAt + (scope === 'tenant' ? TENANT_GRACE_MS : USER_GRACE_MS)) / 1000);
