import { z } from 'zod';
import { qualitySchema } from './cost.ts';
import { languageSchema, photoFormatSchema, photoTypeSchema, sha256Schema, toneSchema } from './options.ts';
import { PRIORITIES } from './vocabulary.ts';

export const prioritySchema = z.enum(PRIORITIES);
export type Priority = z.infer<typeof prioritySchema>;

/**
 * Payload of an `analyze` job: references only, no photo, no critique, no user id.
 * New fields must be optional: jobs written by the last release are still in flight during a deploy.
 */
export const analysisJobSchema = z.object({
  /** Deduplication id: what decides the critique. See `fingerprintKey` in core. */
  fingerprint: z.string(),
  /** The analysis that caused the job; others may have joined it since. */
  analysisId: z.string(),
  tenant: z.string(),
  photo: z.object({ sha256: sha256Schema, bytes: z.number().int(), format: photoFormatSchema }),
  tone: toneSchema,
  language: languageSchema,
  photoType: photoTypeSchema,
  promptRevision: z.string(),
  model: z.string(),
  /** Hash of tenant and user id, told to the provider as `safety_identifier`. */
  userHash: z.string().optional(),
  /** When that analysis was asked for, to tell how long its answer took. */
  acceptedAt: z.iso.datetime().optional(),
  /** When it was noted whose photo it is: what is made of it is gone before that is forgotten. */
  notedAt: z.iso.datetime().optional(),
  /** Its class; absent: `live`. Who joins a waiting job moves it to the better class of the two. */
  priority: prioritySchema.optional(),
  /** The tenant whose slot it takes, when another one than its own has joined it. */
  lane: z.string().optional(),
  /** Absent: `standard`. */
  quality: qualitySchema.optional(),
});
export type AnalysisJob = z.infer<typeof analysisJobSchema>;

/** Return value of the job. BullMQ keeps it and streams it: references only. */
export const analysisJobResultSchema = z.object({
  outcome: z.enum(['judged', 'known', 'twin', 'abandoned']),
  source: z.string().optional(),
});
export type AnalysisJobResult = z.infer<typeof analysisJobResultSchema>;
