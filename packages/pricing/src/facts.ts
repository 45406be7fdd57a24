import { z } from 'zod';

/** Picodollars (10⁻¹² US $) per token, which is the same number as micro-dollars per million tokens: whole, so that sums are exact. */
const picodollars = z
  .int({ error: 'expected whole micro-dollars per million tokens, such as 100000 for $0.10' })
  .nonnegative();
const tokens = z.int().nonnegative();
const share = z.number().positive();

const priceSchema = z.strictObject({
  input: picodollars,
  /** Of a token that the prompt cache held. */
  cached: picodollars,
  /** Of a token that is put into the prompt cache. */
  cacheWrite: picodollars,
  output: picodollars,
});
export type Price = z.infer<typeof priceSchema>;

/** A photo is fitted into `fit`, its short side brought down to `shortSide`, and covered with squares of `side`. */
const tileRuleSchema = z.strictObject({
  kind: z.literal('tiles'),
  /** Of any photo at `detail: low`, which is shown fitted into one tile. */
  low: tokens,
  base: tokens,
  tile: tokens,
  side: z.int().positive(),
  fit: z.int().positive(),
  shortSide: z.int().positive(),
});
export type TileRule = z.infer<typeof tileRuleSchema>;

/** A photo is brought down to `maxSide` and `maxPatches`, and covered with squares of `side`, `factor` tokens each. */
const patchRuleSchema = z.strictObject({
  kind: z.literal('patches'),
  side: z.int().positive(),
  /** At `detail: high`. */
  maxPatches: z.int().positive(),
  maxSide: z.int().positive(),
  /** A range where none is published, or sources differ: it is learned from usage then. */
  factor: z.union([share, z.strictObject({ min: share, expected: share, max: share })]),
});
export type PatchRule = z.infer<typeof patchRuleSchema>;

const imageRuleSchema = z.discriminatedUnion('kind', [tileRuleSchema, patchRuleSchema]);
export type ImageRule = TileRule | PatchRule;

/** What the service needs to know of a model. A figure that nobody published is absent, never guessed. */
export const modelFactsSchema = z.strictObject({
  price: priceSchema.optional(),
  /** What a call costs in per cent of `price`, by the tier that was had. Absent: 100. */
  tierPercent: z
    .strictObject({ flex: z.int().min(0).max(100), batch: z.int().min(0).max(100) })
    .partial()
    .optional(),
  image: imageRuleSchema.optional(),
  /** Prompt and answer together. */
  contextTokens: tokens.optional(),
  maxOutputTokens: tokens.optional(),
  modalities: z.strictObject({ input: z.array(z.string()), output: z.array(z.string()) }).optional(),
  /** Day on which the provider switches it off. */
  shutdownOn: z.iso.date({ error: 'expected a day such as 2027-01-14' }).optional(),
  /** What the provider names to use instead. */
  replacement: z.string().optional(),
  /** The least reasoning it can be asked for; absent for a model that does not reason. */
  leastEffort: z.enum(['none', 'minimal']).optional(),
  /** Caches prompts only up to the breakpoints we set, and charges for writing them (5.6 and later). */
  cacheBreakpoints: z.literal(true).optional(),
  /** Where each figure is from, and when it was read; by the name of the fact. */
  sources: z.record(z.string(), z.string()).optional(),
});
export type ModelFacts = z.infer<typeof modelFactsSchema>;

/** A catalogue of the operator's: what it says of a model replaces what ours says, fact by fact. */
export const catalogueFileSchema = z.record(
  z.string().regex(/^[\w.:/-]{1,64}$/, { error: 'expected the name of a model' }),
  modelFactsSchema,
);
export type CatalogueFile = z.infer<typeof catalogueFileSchema>;
