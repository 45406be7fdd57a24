import {
  type BudgetLine,
  type BudgetList,
  type BudgetRules,
  type BudgetStanding,
  EVERY_TENANT,
  toMicroUsd,
} from '@jmj/contracts';
import type { Owner } from '@jmj/core';
import type { Redis } from 'ioredis';
import { type Account, accountsOf, budgetPrefix, type Kind } from './accounts.ts';

/** A tenant that asked for nothing for so long is no longer listed, ms. */
const LISTED_MS = 62 * 86_400_000;
const MOST_TENANTS = 1000;

interface Limit {
  micro?: number | undefined;
  analyses?: number | undefined;
}

/** As it is kept: what was said, and beside it what the scripts compare with. */
interface Kept {
  rules: BudgetRules;
  limits: Partial<Record<Kind, Limit>>;
  over: BudgetRules['over'];
}

function keep(rules: BudgetRules): Kept {
  const limits: Kept['limits'] = {};
  const { tenant, user } = rules;
  for (const [kind, limit] of [
    ['tm', tenant.month],
    ['td', tenant.day],
    ['ud', user.day],
  ] as const) {
    if (limit?.usd === undefined && limit?.analyses === undefined) continue;
    limits[kind] = {
      micro: limit.usd === undefined ? undefined : toMicroUsd(limit.usd),
      analyses: limit.analyses,
    };
  }
  return { rules, limits, over: rules.over };
}

type Used = Record<'spent' | 'held' | 'analyses' | 'heldAnalyses', number>;

function linesOf({ kind, scope, period }: Account, used: Used, limit: Limit | undefined): BudgetLine[] {
  const common = { scope, period: period.kind, resetsAt: new Date(period.endsAt).toISOString() };
  const left = (most: number | undefined, taken: number, scale: number) =>
    most === undefined ? {} : { limit: most / scale, left: Math.max(0, most - taken) / scale };
  const money = used.spent + used.held;
  const count = used.analyses + used.heldAnalyses;
  const lines: BudgetLine[] = [
    {
      ...common,
      unit: 'usd',
      spent: used.spent / 1_000_000,
      held: used.held / 1_000_000,
      ...left(limit?.micro, money, 1_000_000),
    },
    {
      ...common,
      unit: 'analyses',
      spent: used.analyses,
      held: used.heldAnalyses,
      ...left(limit?.analyses, count, 1),
    },
  ];
  // Of users, only what is limited is counted.
  return kind.startsWith('t') ? lines : lines.filter((it) => it.limit !== undefined);
}

/** The limits as an administrator sets them, and where everybody stands. */
export function createBudgetRules(deps: { redis: Redis; keyPrefix?: string; now?: () => number }) {
  const { redis, keyPrefix = '', now = Date.now } = deps;
  const prefix = budgetPrefix(keyPrefix);
  const [rulesKey, tenantsKey, holdsKey] = [`${prefix}rules`, `${prefix}tenants`, `${prefix}holds`];

  const parse = (json: string | null | undefined) => (json ? (JSON.parse(json) as Kept) : undefined);

  async function usedOf(accounts: Account[]): Promise<Used[]> {
    return Promise.all(
      accounts.map(async ({ key }) => {
        const fields = key ? await redis.hmget(key, 'spent', 'held', 'analyses', 'heldAnalyses') : [];
        const [spent, held, analyses, heldAnalyses] = [0, 1, 2, 3].map((n) => Number(fields[n] ?? 0));
        return {
          spent: spent ?? 0,
          held: held ?? 0,
          analyses: analyses ?? 0,
          heldAnalyses: heldAnalyses ?? 0,
        };
      }),
    );
  }

  async function standing(owner: Owner): Promise<BudgetStanding> {
    const { tenant } = owner;
    const [own, everyones] = (await redis.hmget(rulesKey, tenant, EVERY_TENANT)).map(parse);
    const kept = own ?? everyones;
    const about = { tenant, rules: kept?.rules, inherited: !own && kept !== undefined };
    if (tenant === EVERY_TENANT) return { ...about, inherited: false, lines: [] };
    const accounts = accountsOf(keyPrefix, owner, now()).filter(({ key }) => key !== undefined);
    const used = await usedOf(accounts);
    const none: Used = { spent: 0, held: 0, analyses: 0, heldAnalyses: 0 };
    const lines = accounts.flatMap((account, n) =>
      linesOf(account, used[n] ?? none, kept?.limits[account.kind]),
    );
    return { ...about, lines };
  }

  return {
    standing,

    /** Replaces what was set before. What is held already stays held. */
    async set(tenant: string, rules: BudgetRules): Promise<void> {
      await redis.hset(rulesKey, tenant, JSON.stringify(keep(rules)));
    },

    /** False when it had none of its own. */
    async remove(tenant: string): Promise<boolean> {
      return (await redis.hdel(rulesKey, tenant)) > 0;
    },

    /** All with rules of their own, and all who asked for something lately. */
    async list(): Promise<BudgetList> {
      await redis.zremrangebyscore(tenantsKey, '-inf', now() - LISTED_MS);
      const [ruled, seen, holds] = await Promise.all([
        redis.hkeys(rulesKey),
        redis.zrevrange(tenantsKey, 0, MOST_TENANTS - 1),
        redis.zcard(holdsKey),
      ]);
      const names = [...new Set([...ruled, ...seen])].sort();
      const budgets = await Promise.all(names.map((tenant) => standing({ tenant })));
      const held = budgets.flatMap(({ lines }) =>
        lines.filter(({ scope, period, unit }) => scope === 'tenant' && period === 'month' && unit === 'usd'),
      );
      const microUsd = held.reduce((sum, line) => sum + toMicroUsd(line.held), 0);
      return { budgets, open: { holds, microUsd } };
    },
  };
}

export type RedisBudgetRules = ReturnType<typeof createBudgetRules>;
