import { z } from 'zod';
import { microUsdSchema } from './cost.ts';
import { exceededBudgetSchema } from './problems.ts';

const MOST_USD = 1_000_000_000;
const MOST_ANALYSES = 1_000_000_000;

const told = { error: `expected US dollars, 0 to ${MOST_USD}, with at most 6 decimals` };
const count = { error: `expected a whole number, 0 to ${MOST_ANALYSES}` };

/** Whole micro-dollars of an amount in US dollars. */
export const toMicroUsd = (usd: number): number => Math.round(usd * 1_000_000);

const limitSchema = z.strictObject({
  usd: z
    .number(told)
    .min(0, told)
    .max(MOST_USD, told)
    .refine((usd) => Math.abs(usd * 1_000_000 - toMicroUsd(usd)) < 1e-3, told)
    .optional(),
  analyses: z.int(count).min(0, count).max(MOST_ANALYSES, count).optional(),
});

const limitsSchema = z.strictObject({ day: limitSchema.optional(), month: limitSchema.optional() });
/** Nothing of a user is kept for longer than 48 hours: what a month has cost is not known. */
const userLimitsSchema = z.strictObject({
  day: limitSchema.optional(),
  month: z
    .never({ error: 'expected no limit by the month: of users only the day is counted, 48 hours at most' })
    .optional(),
});

/**
 * What may be spent (UTC): by the day and the month by a tenant with all its users, by the day by each of its users. What is absent
 * is not limited. `over`: what becomes of a photo that there is not enough left for.
 */
export const budgetRulesSchema = z.strictObject({
  tenant: limitsSchema.default({}),
  user: userLimitsSchema.default({}),
  over: z.enum(['refuse', 'local'], { error: 'expected refuse or local' }).default('refuse'),
});
export type BudgetRules = z.infer<typeof budgetRulesSchema>;
/** As it is sent: everything may be absent. */
export type BudgetRulesInput = z.input<typeof budgetRulesSchema>;

/** Every tenant that has no budget of its own. */
export const EVERY_TENANT = '*';
export const budgetTenantSchema = z.string().regex(/^(\*|[\w.-]{1,64})$/, {
  error: 'expected the name of a tenant, or * for all without an own budget',
});

const amount = z.number().nonnegative();

/** One line: what of a period is spent, held back for what is under way, and left. US dollars, or analyses. */
export const budgetLineSchema = exceededBudgetSchema
  .pick({ scope: true, period: true, unit: true, resetsAt: true })
  .extend({
    spent: amount,
    held: amount,
    /** Absent where nothing is limited. */
    limit: amount.optional(),
    left: amount.optional(),
  });
export type BudgetLine = z.infer<typeof budgetLineSchema>;

export const budgetStandingSchema = z.object({
  tenant: z.string(),
  /** Absent when nothing is limited. */
  rules: budgetRulesSchema.optional(),
  /** The rules are those of everyone without own ones. */
  inherited: z.boolean(),
  lines: z.array(budgetLineSchema),
});
export type BudgetStanding = z.infer<typeof budgetStandingSchema>;

export const budgetListSchema = z.object({
  budgets: z.array(budgetStandingSchema),
  /** What is held back now: photos that wait or are being judged. */
  open: z.object({ holds: z.number().int().nonnegative(), microUsd: microUsdSchema }),
});
export type BudgetList = z.infer<typeof budgetListSchema>;
