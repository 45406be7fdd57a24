export {
  type Analysis,
  type AnalysisError,
  type AnalysisStatus,
  analysisErrorSchema,
  analysisJsonRequestSchema,
  analysisSchema,
  analysisStatusSchema,
  type Cost,
  costSchema,
  type ExifFacts,
  exifFactsSchema,
  type PhotoFacts,
  photoFactsSchema,
  type Source,
  sourceSchema,
} from './analysis.ts';
export {
  type Critique,
  critiqueSchema,
  type JudgedCritique,
  judgedCritiqueSchema,
  type PartialScores,
  partialScoresSchema,
  withScore,
} from './critique.ts';
export {
  type AnalysisEvent,
  analysisEventSchema,
  type EventType,
  eventTypeSchema,
  type Stage,
  stageSchema,
} from './events.ts';
export { sniffFormat } from './format.ts';
export {
  type AnalysisJob,
  type AnalysisJobResult,
  analysisJobResultSchema,
  analysisJobSchema,
} from './job.ts';
export {
  type AnalysisOptions,
  type AnalysisOptionsInput,
  analysisOptionsSchema,
  type Language,
  languageSchema,
  type PhotoFormat,
  type PhotoType,
  photoFormatSchema,
  photoTypeSchema,
  sha256Schema,
  type Tone,
  toneSchema,
  userIdSchema,
} from './options.ts';
export { PROBLEMS, type ProblemCode } from './problem-kinds.ts';
export {
  type FieldError,
  fieldErrorSchema,
  type Problem,
  problemCodeSchema,
  problemSchema,
} from './problems.ts';
export {
  ANALYSIS_STATUSES,
  EVENT_TYPES,
  LANGUAGES,
  PARTIAL_SCORE_MAXIMA,
  PHOTO_FORMATS,
  PHOTO_TYPES,
  STAGES,
  TONES,
} from './vocabulary.ts';
