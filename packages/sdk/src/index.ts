export type {
  Analysis,
  AnalysisEvent,
  AnalysisOptionsInput,
  Batch,
  BatchRequestInput,
  BatchResult,
  CreatedBatch,
  Critique,
  ErasureReceipt,
  Estimate,
  Problem,
  ProblemCode,
} from '@jmj/contracts';
export type { BatchHandle, CreatedBatchHandle } from './batch.ts';
export type { CallOptions, PhotoSize } from './calls.ts';
export {
  type AnalyzeOptions,
  type Client,
  type ClientOptions,
  type CompletedAnalysis,
  createClient,
} from './client.ts';
export {
  AccessError,
  BudgetError,
  type ClientCode,
  type ErrorCode,
  type ErrorDetails,
  errorClasses,
  isJmjError,
  JmjError,
  PhotoError,
  ProviderError,
  RequestError,
  UnavailableError,
} from './errors.ts';
export type { PhotoAddress, PhotoInput } from './photo.ts';
export type { OnProgress } from './progress.ts';
export type { SubmitOptions, UploadOptions } from './submit.ts';
export type { Patience } from './wait.ts';
