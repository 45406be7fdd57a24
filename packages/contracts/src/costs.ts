import { z } from 'zod';
import { microUsdSchema, tierSchema } from './cost.ts';
import { problemCodeSchema } from './problems.ts';

const tally = z.number().int().nonnegative();
const usd = z.number().nonnegative();

/** `YYYY-MM`, UTC. */
export const monthSchema = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, { error: 'expected a month such as 2026-11' });

/** What calls of a provider came to. `usd` is `microUsd` / 1,000,000. */
export const costFiguresSchema = z.object({
  /** All of them, whatever came of them. */
  calls: tally,
  /** Of these: without an answer that could be used. */
  failed: tally,
  /** Of these: nobody knows how they ended. The most that they can have cost is taken for spent. */
  lost: tally,
  /** Of these: what they cost is not known, and not in the sum. */
  unpriced: tally,
  microUsd: microUsdSchema,
  usd,
  /** All that was sent: image, cached and written tokens included. */
  inputTokens: tally,
  /** The photo's share of it, as predicted: providers do not tell it apart. */
  imageTokens: tally,
  cachedTokens: tally,
  cacheWriteTokens: tally,
  outputTokens: tally,
});
export type CostFigures = z.infer<typeof costFiguresSchema>;

/** How well the input tokens were predicted: `error` is the mean of |told − predicted|, `worst` that of the worst call, as shares of what was told. */
export const predictionSchema = z.object({
  calls: tally,
  predictedTokens: tally,
  toldTokens: tally,
  error: z.number().nonnegative(),
  worst: z.number().nonnegative().optional(),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** Answer of `GET /v1/admin/costs`: one month, of all or of one tenant. Lists hold what was called for, the dearest first. */
export const costReportSchema = z.object({
  month: monthSchema,
  tenant: z.string().optional(),
  total: costFiguresSchema,
  /** Those with calls, the first first. */
  days: z.array(costFiguresSchema.extend({ day: z.iso.date() })),
  models: z.array(costFiguresSchema.extend({ model: z.string(), prediction: predictionSchema.optional() })),
  tiers: z.array(costFiguresSchema.extend({ tier: z.string() })),
  tenants: z.array(costFiguresSchema.extend({ tenant: z.string() })),
  outcomes: z.array(z.object({ outcome: z.string(), calls: tally, microUsd: microUsdSchema, usd })),
  /** What the cache saved meanwhile; only of the running month, of all tenants. */
  savedUsd: usd.optional(),
});
export type CostReport = z.infer<typeof costReportSchema>;

/** One call of a provider, as it is kept for 48 hours. The user only as a hash. */
export const ledgerCallSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  tenant: z.string(),
  userHash: z.string().optional(),
  analysisId: z.string(),
  fingerprint: z.string(),
  model: z.string(),
  tier: tierSchema,
  outcome: z.union([z.literal(['completed', 'lost']), problemCodeSchema]),
  usage: z
    .object({ inputTokens: tally, cachedTokens: tally, cacheWriteTokens: tally, outputTokens: tally })
    .optional(),
  microUsd: microUsdSchema.optional(),
  predicted: z
    .object({ inputTokens: tally, imageTokens: tally, imageUnits: z.number().optional() })
    .optional(),
  latencyMs: z.number().nonnegative(),
});
export type LedgerCall = z.infer<typeof ledgerCallSchema>;

/** Answer of `GET /v1/admin/costs/calls`: the oldest first; `next` is where to go on, absent at the end. */
export const ledgerCallsSchema = z.object({ calls: z.array(ledgerCallSchema), next: z.string().optional() });
export type LedgerCalls = z.infer<typeof ledgerCallsSchema>;
