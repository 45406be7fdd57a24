import { randomUUID } from 'node:crypto';
import type { Budgets, Owner, Unsettled } from '@jmj/core';
import type { Redis } from 'ioredis';
import { accountsOf, budgetPrefix, expiryOf, KINDS, type Kind } from './accounts.ts';
import { budgetExceeded } from './refusal.ts';
import { closeScript, endCallScript, forgetScript, holdScript } from './scripts.ts';

/** A hold is looked after when it has not moved for this long, ms: by then it is queued, or never will be. */
export const LOOK_AFTER_MS = 120_000;
/** What is kept of a user beside a hold, seconds. */
const USER_TTL_SECONDS = 172_800;
/** How long a call that was given up may still report what it cost, seconds. */
const LATE_END_SECONDS = 3600;
const DAY_MS = 86_400_000;

export interface BudgetsDeps {
  /** The queue's Redis: what is spent must never be evicted. */
  redis: Redis;
  keyPrefix?: string | undefined;
  /** ms since 1970 */
  now?: (() => number) | undefined;
  /** Somebody was refused, or given to the local judge. */
  onRefused?: ((how: 'refused' | 'local') => void) | undefined;
  /** What a call cost could not be noted: all that was held for it will be taken for spent. */
  onError?: ((error: unknown) => void) | undefined;
}

export interface RedisBudgets extends Budgets {
  /** As `close(holder, false)`, unless a call is under way: whoever made it closes the hold then. */
  letGo(holder: string): Promise<Unsettled>;
  /** Forgets what was counted of a user. Limits of the user begin anew. Answers how many entries went. */
  forgetUser(tenant: string, userHash: string): Promise<number>;
  /** Open holds that nobody has looked after lately, the longest first. */
  unattended(count: number): Promise<string[]>;
  /** Whose money it is; nothing when the hold is not open. */
  tenantOf(holder: string): Promise<string | undefined>;
  /** It is needed still: looked after again later. */
  keep(holder: string, againInMs: number): Promise<void>;
}

/** Budgets on Redis. Each step is one script: together, all processes never hold and spend more than is allowed. */
export function createBudgets(deps: BudgetsDeps): RedisBudgets {
  const { redis, keyPrefix = '', now = Date.now, onRefused = () => {}, onError = () => {} } = deps;
  const prefix = budgetPrefix(keyPrefix);
  const [rules, index, tenants] = [`${prefix}rules`, `${prefix}holds`, `${prefix}tenants`];
  /** A key that names nothing must share the slot. */
  const nobody = `${prefix}nobody`;
  const holdKeys = (holder: string) => [`${prefix}hold:${holder}`, `${prefix}hold:${holder}:user`];
  /** The calls that this process has under way; with their accounts, those that were refused: what is paid all the same is spent. */
  const calls = new Map<string, { token: string; accounts: string[] }>();

  /** @throws Failure `budget-exceeded`, unless the tenant wants the local judge then */
  async function take(holder: string, owner: Owner, microUsd: number | undefined, token: string) {
    const at = now();
    const accounts = accountsOf(keyPrefix, owner, at);
    const keys = [rules, ...holdKeys(holder), index, tenants, ...accounts.map(({ key }) => key ?? nobody)];
    const { tenant, userHash = '' } = owner;
    const reply = (await holdScript(redis, keys, [
      holder,
      tenant,
      userHash,
      token,
      microUsd ?? '',
      at,
      at + LOOK_AFTER_MS,
      ...accounts.map(expiryOf),
      USER_TTL_SECONDS,
    ])) as string[];
    const [answer, ...told] = reply;
    if (answer === 'held') return { lost: told[0] ? Number(told[0]) : undefined };
    const [kind, why, limit, left, over] = told;
    const account = accounts[KINDS.indexOf(kind as Kind)];
    if (!account) throw new Error(`no account of kind ${kind}`);
    const refusal = { account, why: why as 'usd', limit: Number(limit), left: Number(left) };
    return { refused: budgetExceeded(refusal, microUsd, at), isLocalWanted: over === 'local' };
  }

  async function close(holder: string, judged: boolean, onlyIdle: boolean): Promise<Unsettled> {
    const flags = [judged ? 1 : 0, onlyIdle ? 1 : 0];
    const lost = await closeScript(redis, [...holdKeys(holder), index], [holder, ...flags, LATE_END_SECONDS]);
    if (lost === 'busy') return {};
    return lost === '' ? {} : { lostMicroUsd: Number(lost) };
  }

  return {
    async hold(holder, owner, microUsd) {
      const { refused, isLocalWanted } = await take(holder, owner, microUsd, '');
      if (!refused) return 'held';
      onRefused(isLocalWanted ? 'local' : 'refused');
      if (isLocalWanted) return 'local';
      throw refused;
    },

    async beginCall(holder, owner, microUsd) {
      const token = randomUUID();
      const { refused, lost } = await take(holder, owner, microUsd, token);
      if (refused) {
        const accounts = accountsOf(keyPrefix, owner, now()).map(({ key }) => key ?? nobody);
        calls.set(holder, { token, accounts });
        onRefused('refused');
        throw refused;
      }
      calls.set(holder, { token, accounts: [] });
      return { lostMicroUsd: lost };
    },

    async endCall(holder, microUsd) {
      const call = calls.get(holder);
      if (!call) return;
      calls.delete(holder);
      const { token, accounts } = call;
      // The answer is paid for: it must not be thrown away because a figure could not be written.
      await endCallScript(redis, [...holdKeys(holder), ...accounts], [token, microUsd]).catch(onError);
    },

    close(holder, judged) {
      calls.delete(holder);
      return close(holder, judged, false);
    },

    letGo: (holder) => close(holder, false, true),

    async forgetUser(tenant, userHash) {
      const at = [now(), now() - DAY_MS, now() - 2 * DAY_MS];
      const owned = at.flatMap((one) => accountsOf(keyPrefix, { tenant, userHash }, one));
      const keys = new Set(owned.flatMap(({ scope, key }) => (scope === 'user' && key ? [key] : [])));
      return Number(await forgetScript(redis, [index, ...keys], [`${prefix}hold:`, tenant, userHash]));
    },

    unattended: (count) => redis.zrangebyscore(index, '-inf', now(), 'LIMIT', 0, count),

    async tenantOf(holder) {
      return (await redis.hget(`${prefix}hold:${holder}`, 'tenant')) ?? undefined;
    },

    async keep(holder, againInMs) {
      await redis.zadd(index, 'XX', now() + againInMs, holder);
    },
  };
}
