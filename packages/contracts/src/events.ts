import { z } from 'zod';
import { analysisStatusSchema } from './analysis.ts';
import { EVENT_TYPES, STAGES } from './vocabulary.ts';

export const stageSchema = z.enum(STAGES);
export type Stage = z.infer<typeof stageSchema>;

export const eventTypeSchema = z.enum(EVENT_TYPES);
export type EventType = z.infer<typeof eventTypeSchema>;

/** `data` of one server-sent event. References only: the critique is fetched with the analysis. */
export const analysisEventSchema = z.object({
  analysisId: z.string(),
  type: eventTypeSchema,
  status: analysisStatusSchema,
  stage: stageSchema.optional(),
  at: z.iso.datetime(),
});
export type AnalysisEvent = z.infer<typeof analysisEventSchema>;
