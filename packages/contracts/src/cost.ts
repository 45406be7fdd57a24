import { z } from 'zod';
import { QUALITIES, SPEEDS, TIERS } from './vocabulary.ts';

export const speedSchema = z.enum(SPEEDS);
export type Speed = z.infer<typeof speedSchema>;

export const qualitySchema = z.enum(QUALITIES);
export type Quality = z.infer<typeof qualitySchema>;

export const tierSchema = z.enum(TIERS);
export type Tier = z.infer<typeof tierSchema>;

/** Millionths of a US dollar. Always whole, so that sums are exact. */
export const microUsdSchema = z.number().int().nonnegative();

const tokens = z.number().int().nonnegative();

const rangeOf = (of: z.ZodNumber) => z.object({ min: of, expected: of, max: of });
/** What may come, and what is most likely. `max` is what a budget holds back. */
export const rangeSchema = rangeOf(tokens);
export type Range = z.infer<typeof rangeSchema>;

/** What an answer will cost, told before the call. */
export const costEstimateSchema = z.object({
  model: z.string(),
  /** Absent when the price of the model is not known. */
  microUsd: rangeOf(microUsdSchema).optional(),
  /** All that is sent, the photo included. */
  inputTokens: rangeSchema,
  /** The photo's share of it. */
  imageTokens: rangeSchema,
  outputTokens: rangeSchema,
});
export type CostEstimate = z.infer<typeof costEstimateSchema>;

/** What was paid for a critique: the sum of its calls. */
export const paidCostSchema = z.object({
  /** US dollars, `microUsd` / 1,000,000; absent when the price of the model is not known. */
  usd: z.number().optional(),
  microUsd: microUsdSchema.optional(),
  inputTokens: tokens,
  cachedTokens: tokens,
  outputTokens: tokens,
  model: z.string(),
  tier: tierSchema.optional(),
  /** More than one when an answer was cut off or could not be used. */
  calls: z.number().int().positive().optional(),
});
export type PaidCost = z.infer<typeof paidCostSchema>;

/** The cost of one analysis: what was estimated before, and what was paid, once it was. Only who caused a call paid for it. */
export const costSchema = paidCostSchema.partial().extend({ estimated: costEstimateSchema.optional() });
export type Cost = z.infer<typeof costSchema>;
