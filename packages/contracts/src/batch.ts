import { z } from 'zod';
import { analysisSchema, analysisStatusSchema } from './analysis.ts';
import { microUsdSchema } from './cost.ts';
import { analysisOptionsSchema, sha256Schema } from './options.ts';
import { problemSchema } from './problems.ts';

/** Photos in one batch, at most. */
export const MAX_BATCH_ITEMS = 1000;

/** What is asked of each photo of a batch. It has no speed: a batch is as cheap as it can be had. */
export const batchOptionsSchema = analysisOptionsSchema.omit({ speed: true });
const choicesSchema = z.strictObject({
  tone: batchOptionsSchema.shape.tone.removeDefault().optional(),
  language: batchOptionsSchema.shape.language.removeDefault().optional(),
  photoType: batchOptionsSchema.shape.photoType.removeDefault().optional(),
  userId: batchOptionsSchema.shape.userId,
  quality: batchOptionsSchema.shape.quality,
});

/** JSON body of `POST /v1/batches`. What stands beside `items` goes for every item that does not say otherwise. */
export const batchRequestSchema = choicesSchema.extend({
  items: z
    .array(
      choicesSchema.extend({
        sha256: sha256Schema,
        /** The caller's own name for it, told with its result. */
        ref: z.string().min(1).max(200).optional(),
      }),
      { error: 'expected a list of photos' },
    )
    .min(1, 'expected at least one photo')
    .max(MAX_BATCH_ITEMS, `expected at most ${MAX_BATCH_ITEMS} photos`),
});
export type BatchRequest = z.infer<typeof batchRequestSchema>;
export type BatchRequestInput = z.input<typeof batchRequestSchema>;

/**
 * `collecting`: photos are missing, and nothing is paid yet. `running`: being judged. `completed`: every item has ended, well or
 * not. `canceled`: by the caller, or because nothing was sent for too long.
 */
export const batchStatusSchema = z.enum(['collecting', 'running', 'completed', 'canceled']);
export type BatchStatus = z.infer<typeof batchStatusSchema>;

const items = z.number().int().nonnegative();
/** In items. `total` is the sum of missing, waiting, completed, failed and canceled. */
export const batchCountsSchema = z.object({
  total: items,
  /** Of those completed: known when the batch was made. */
  known: items,
  /** Their photos have not arrived. */
  missing: items,
  waiting: items,
  completed: items,
  failed: items,
  canceled: items,
});
export type BatchCounts = z.infer<typeof batchCountsSchema>;

/** What the critiques that have to be made will cost together, each once. Copies of one picture will cost less. */
export const batchEstimateSchema = z.object({
  model: z.string(),
  /** Critiques that have to be made. */
  critiques: items,
  /** Millionths of a US dollar; absent when the price of the model is not known. */
  microUsd: z.object({ min: microUsdSchema, expected: microUsdSchema, max: microUsdSchema }).optional(),
});
export type BatchEstimate = z.infer<typeof batchEstimateSchema>;

/** A batch as every route answers it. Times are ISO 8601. */
export const batchSchema = z.object({
  id: z.string(),
  status: batchStatusSchema,
  /** How its critiques are made: by the provider's own batches at half price, or one by one. */
  way: z.enum(['batch', 'single']),
  counts: batchCountsSchema,
  /** Hashes of the photos that have to be sent. */
  missing: z.array(sha256Schema),
  estimated: batchEstimateSchema.optional(),
  createdAt: z.iso.datetime(),
  /** When it is forgotten, with its results. */
  expiresAt: z.iso.datetime(),
});
export type Batch = z.infer<typeof batchSchema>;

/** One item as it is told when the batch is made; equal items share an analysis. */
export const batchItemSchema = z.object({
  sha256: sha256Schema,
  ref: z.string().optional(),
  analysisId: z.string(),
  status: analysisStatusSchema,
});
export type BatchItem = z.infer<typeof batchItemSchema>;

export const createdBatchSchema = batchSchema.extend({ items: z.array(batchItemSchema) });
export type CreatedBatch = z.infer<typeof createdBatchSchema>;

/** One line of `GET /v1/batches/{id}/results`. */
export const batchResultSchema = z.object({
  /** Counts from 1 in the order in which they came: resume with `?after=`. */
  seq: z.number().int().positive(),
  ref: z.string().optional(),
  sha256: sha256Schema,
  analysis: analysisSchema.optional(),
  /** Instead of an analysis that cannot be shown any more. */
  problem: problemSchema.pick({ code: true, detail: true }).optional(),
});
export type BatchResult = z.infer<typeof batchResultSchema>;
