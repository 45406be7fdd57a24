import { z } from 'zod';
import { costSchema, qualitySchema, speedSchema } from './cost.ts';
import { critiqueSchema } from './critique.ts';
import {
  analysisOptionsSchema,
  languageSchema,
  photoFormatSchema,
  photoTypeSchema,
  sha256Schema,
  toneSchema,
} from './options.ts';
import { problemCodeSchema } from './problems.ts';
import { ANALYSIS_STATUSES } from './vocabulary.ts';

export const analysisStatusSchema = z.enum(ANALYSIS_STATUSES);
export type AnalysisStatus = z.infer<typeof analysisStatusSchema>;

/** Where the critique came from. */
export const sourceSchema = z.enum(['openai', 'local', 'cache', 'twin']);
export type Source = z.infer<typeof sourceSchema>;

/** Read from EXIF by us. Never a position: GPS tags are not even looked at. */
export const exifFactsSchema = z.object({
  camera: z.string().optional(),
  lens: z.string().optional(),
  iso: z.number().optional(),
  /** f-number, e.g. 2.8 */
  aperture: z.number().optional(),
  /** exposure time in seconds, e.g. 0.004 */
  shutterSeconds: z.number().optional(),
  /** millimetres */
  focalLength: z.number().optional(),
});
export type ExifFacts = z.infer<typeof exifFactsSchema>;

export const photoFactsSchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int(),
  /** After EXIF orientation, in pixels; known once a worker has decoded the photo. */
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  format: photoFormatSchema.optional(),
});
export type PhotoFacts = z.infer<typeof photoFactsSchema>;

/** Another judge took over from the one that was asked for, and why. */
export const fallbackSchema = z.object({ from: z.string(), reason: z.enum(['budget', 'provider']) });
export type Fallback = z.infer<typeof fallbackSchema>;

export const analysisErrorSchema = z.object({ code: problemCodeSchema, message: z.string() });
export type AnalysisError = z.infer<typeof analysisErrorSchema>;

/** One caller's request for a critique, as every route answers it. Times are ISO 8601. */
export const analysisSchema = z.object({
  id: z.string(),
  status: analysisStatusSchema,
  source: sourceSchema.optional(),
  tone: toneSchema,
  language: languageSchema,
  photoType: photoTypeSchema,
  /** Absent as long as a photo that was named by its address has not been fetched. */
  photo: photoFactsSchema.optional(),
  exif: exifFactsSchema.optional(),
  /** The model that judged, or will. */
  model: z.string(),
  critique: critiqueSchema.optional(),
  error: analysisErrorSchema.optional(),
  quality: qualitySchema.optional(),
  speed: speedSchema.optional(),
  fallback: fallbackSchema.optional(),
  cost: costSchema.optional(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  completedAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime(),
});
export type Analysis = z.infer<typeof analysisSchema>;

/** JSON body of `POST /v1/analyses`: exactly one way to name the photo, and the options. */
export const analysisJsonRequestSchema = analysisOptionsSchema.extend({
  /** The photo itself, standard base64, without a `data:` prefix. */
  imageBase64: z.base64({ error: 'expected standard base64, without a `data:` prefix' }).optional(),
  /** The hash of a photo that may be known: it need not be sent then. */
  sha256: sha256Schema.optional(),
  /** Where a worker may fetch it: an http or https address on the public internet. */
  imageUrl: z.string().optional(),
});
