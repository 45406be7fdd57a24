import { z } from 'zod';
import { qualitySchema, speedSchema } from './cost.ts';
import { LANGUAGES, PHOTO_FORMATS, PHOTO_TYPES, TONES } from './vocabulary.ts';

export const toneSchema = z.enum(TONES);
export const languageSchema = z.enum(LANGUAGES);
export const photoTypeSchema = z.enum(PHOTO_TYPES);
export const photoFormatSchema = z.enum(PHOTO_FORMATS);
/** SHA-256 of the uploaded bytes, 64 lower-case hex digits. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');
/** The tenant's own name for its end user. Opaque: we never interpret it. */
export const userIdSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'expected 1 to 128 visible ASCII characters');

export type Tone = z.infer<typeof toneSchema>;
export type Language = z.infer<typeof languageSchema>;
export type PhotoType = z.infer<typeof photoTypeSchema>;
export type PhotoFormat = z.infer<typeof photoFormatSchema>;

/** What a caller may ask for beside the photo; the same fields in multipart, query and JSON. */
export const analysisOptionsSchema = z.strictObject({
  tone: toneSchema.default('professional'),
  language: languageSchema.default('fr'),
  photoType: photoTypeSchema.default('general'),
  userId: userIdSchema.optional(),
  /** Decides the critique only when it is not the service's own. */
  quality: qualitySchema.optional(),
  speed: speedSchema.optional(),
});
export type AnalysisOptions = z.infer<typeof analysisOptionsSchema>;
/** The same before defaults are filled in. */
export type AnalysisOptionsInput = z.input<typeof analysisOptionsSchema>;
