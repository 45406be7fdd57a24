import { z } from 'zod';
import { costEstimateSchema } from './cost.ts';
import { analysisOptionsSchema, sha256Schema } from './options.ts';

const side = z.int().min(1).max(1_000_000);

/** JSON body of `POST /v1/estimates`: the size of a photo instead of the photo, and the options of an analysis. */
export const estimateJsonRequestSchema = analysisOptionsSchema.extend({
  /** Of the photo, in pixels. */
  width: side,
  height: side,
  /** Its hash, to be told whether it is known: then it costs nothing. */
  sha256: sha256Schema.optional(),
});
export type EstimateJsonRequest = z.input<typeof estimateJsonRequestSchema>;

/** Answer of `POST /v1/estimates`. */
export const estimateSchema = z.object({
  /** The critique is there already, and this tenant has sent the photo before: asking for it costs nothing. */
  known: z.boolean(),
  cost: costEstimateSchema,
  /** How the model will be shown the photo; absent when the header does not tell how large it is. */
  plan: z
    .object({ width: side, height: side, detail: z.enum(['low', 'high', 'original']).optional() })
    .optional(),
});
export type Estimate = z.infer<typeof estimateSchema>;
