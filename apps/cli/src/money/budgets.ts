import {
  type BudgetLine,
  type BudgetRules,
  type BudgetStanding,
  budgetListSchema,
  budgetStandingSchema,
} from '@jmj/contracts';
import { type Admin, AdminError, type AdminOptions, createAdmin } from './admin.ts';
import type { Output } from './costs.ts';
import { count, dollars, table } from './table.ts';

/** The limits that can be said on the command line, each with where it belongs. */
export const LIMITS = {
  dayUsd: ['tenant', 'day', 'usd'],
  monthUsd: ['tenant', 'month', 'usd'],
  dayAnalyses: ['tenant', 'day', 'analyses'],
  monthAnalyses: ['tenant', 'month', 'analyses'],
  userDayUsd: ['user', 'day', 'usd'],
  userDayAnalyses: ['user', 'day', 'analyses'],
} as const;
export type LimitName = keyof typeof LIMITS;

/** `none` takes a limit away; what is not said stays as it is. */
export type SaidLimits = Partial<Record<LimitName, number | 'none'>>;

export interface BudgetsCommand extends AdminOptions {
  /** `*`: everyone without a budget of its own. Absent: all are shown. */
  tenant?: string | undefined;
  limits: SaidLimits;
  over?: 'refuse' | 'local' | undefined;
  remove: boolean;
  json: boolean;
}

function changed(rules: BudgetRules | undefined, { limits, over }: BudgetsCommand): BudgetRules {
  const next: BudgetRules = structuredClone(rules ?? { tenant: {}, user: {}, over: 'refuse' });
  if (over) next.over = over;
  for (const [name, value] of Object.entries(limits) as [LimitName, number | 'none'][]) {
    const [scope, period, unit] = LIMITS[name];
    const { [unit]: _before, ...others } = next[scope][period] ?? {};
    next[scope][period] = value === 'none' ? others : { ...others, [unit]: value };
  }
  return next;
}

function row({ scope, period, unit, spent, held, limit, left, resetsAt }: BudgetLine): string[] {
  const told = (n: number | undefined) =>
    n === undefined ? 'no limit' : unit === 'usd' ? dollars(n) : count(n);
  const name = `${scope} by the ${period}, ${unit === 'usd' ? 'money' : 'analyses'}`;
  return [name, told(limit), told(spent), told(held), left === undefined ? '' : told(left), resetsAt];
}

function standingText({ tenant, rules, inherited, lines }: BudgetStanding): string {
  const whose = tenant === '*' ? '* (everyone without a budget of its own)' : tenant;
  const over = rules && (rules.over === 'local' ? 'over it: the local judge' : 'over it: refused');
  const title = [whose, !rules && 'no budget', inherited && 'as everyone', over].filter(Boolean).join(', ');
  const limits = (['tenant', 'user'] as const).flatMap((scope) =>
    (['day', 'month'] as const).flatMap((period) => {
      const { usd, analyses } = rules?.[scope][period] ?? {};
      return [
        usd !== undefined && `each ${scope} ${dollars(usd)} a ${period}`,
        analyses !== undefined && `each ${scope} ${count(analyses)} analyses a ${period}`,
      ].filter((it) => it !== false);
    }),
  );
  const told = tenant === '*' ? limits.map((it) => `${it}\n`).join('') : '';
  return `${title}\n${told}${table(['', 'limit', 'spent', 'held', 'left', 'begins anew'], lines.map(row))}`;
}

async function change(admin: Admin, command: BudgetsCommand, path: string): Promise<BudgetStanding> {
  if (command.remove) return admin.json(path, budgetStandingSchema, { method: 'DELETE' });
  if (Object.keys(command.limits).length === 0 && !command.over)
    return admin.json(path, budgetStandingSchema);
  const now = await admin.json(path, budgetStandingSchema);
  const body = JSON.stringify(changed(now.inherited ? undefined : now.rules, command));
  return admin.json(path, budgetStandingSchema, { method: 'PUT', body });
}

/** Shows budgets, or changes one. Resolves with the exit code. */
export async function budgets(command: BudgetsCommand, { stdout, stderr }: Output): Promise<number> {
  const { tenant, json } = command;
  const admin = createAdmin(command);
  try {
    if (tenant === undefined) {
      if (command.remove || command.over || Object.keys(command.limits).length > 0)
        throw new AdminError('whose budget? name a tenant, or * for all without one of their own');
      const list = await admin.json('budgets', budgetListSchema);
      if (json) stdout.write(`${JSON.stringify(list, undefined, 2)}\n`);
      else if (list.budgets.length === 0) stdout.write('No budgets: nothing is limited.\n');
      else stdout.write(list.budgets.map(standingText).join('\n'));
      return 0;
    }
    const standing = await change(admin, command, `budgets/${encodeURIComponent(tenant)}`);
    stdout.write(json ? `${JSON.stringify(standing, undefined, 2)}\n` : standingText(standing));
    return 0;
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    stderr.write(`${error.message}\n`);
    return 1;
  }
}
