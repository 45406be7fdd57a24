import type { Owner } from '@jmj/core';
import { keyTag } from '@jmj/redis';
import { accountName } from '../keys.ts';
import type { Period } from '../periods.ts';

/** Names a user, if only by a hash: gone within 48 h. */
export const CALL_TTL_MS = 172_800_000;
/** Thirteen months and some days, so that a month can be held against that of the year before. */
export const TOTALS_TTL_SECONDS = 400 * 86_400;
/** Lines kept at most; beyond it the oldest go first. Totals are not concerned. */
export const MOST_CALLS = 50_000;

export function ledgerKeys(keyPrefix: string) {
  const prefix = `${keyTag(keyPrefix)}:ledger:`;
  return {
    callPrefix: `${prefix}call:`,
    call: (id: string) => `${prefix}call:${id}`,
    /** Ids of the lines, by when they were written. */
    index: `${prefix}calls`,
    ofUser: (owner: Owner) => `${prefix}${accountName('user', owner) ?? 'u'}`,
    /** Totals of a period: of all, or of one tenant. */
    totals: ({ name }: Period, tenant?: string) =>
      `${prefix}total:${name}${tenant === undefined ? '' : `:${encodeURIComponent(tenant)}`}`,
    /** Counted since the ledger exists, for Prometheus. */
    ever: `${prefix}ever`,
  };
}
