export { sniffFormat } from '@jmj/contracts';
export { type Analyze, type AnalyzeContext, type AnalyzeDeps, createAnalyze } from './analyze.ts';
export { type Asking, type AskingDeps, createAsking } from './asking.ts';
export { type Batches, type BatchesDeps, batchHolder, createBatches } from './batches/batches.ts';
export {
  BATCH_TTL_SECONDS,
  type CreateBatch,
  type CreateBatchDeps,
  createBatchIntake,
} from './batches/create.ts';
export { createBatchGate } from './batches/gate.ts';
export type {
  ArrivedPhoto,
  BatchAnswer,
  BatchChunk,
  BatchEntry,
  BatchHead,
  BatchItemRecord,
  BatchLook,
  BatchPhase,
  BatchProvider,
  BatchQueue,
  BatchState,
  BatchStore,
  BatchTask,
  SentBatch,
} from './batches/ports.ts';
export { type BatchRunner, createBatchRunner } from './batches/run.ts';
export type { BatchWorkerDeps } from './batches/worker-deps.ts';
export { type Bill, type BillDeps, type Billing, createBilling } from './bill.ts';
export { type IncomingPhoto, type Submission, userHashOf } from './draft.ts';
export { createErase, type Erase, type EraseDeps } from './erasing/erase.ts';
export { createErasureGuard, type ErasureGuard, type GuardDeps } from './erasing/guard.ts';
export type {
  CritiqueEraser,
  ErasableJobs,
  ErasedCritiques,
  Erasures,
  ForgetUser,
  Ownership,
  User,
  UserAnalyses,
} from './erasing/ports.ts';
export { variantsOf } from './erasing/variants.ts';
export { createEstimates, type EstimateInquiry, type Estimates, type EstimatesDeps } from './estimates.ts';
export { Failure, toAnalysisError } from './failure.ts';
export {
  createFetchPhoto,
  createSubmitUrl,
  type FetchPhoto,
  type SubmitUrl,
} from './fetching.ts';
export { type Fingerprint, fingerprintKey, parseFingerprint } from './fingerprint.ts';
export { createFollow, type Follow, type FollowDeps, hasEnded, toAnalysis } from './follow.ts';
export { type GovernedMeter, governed, Held, heldBack } from './governed.ts';
export { readImageUrl } from './image-url.ts';
export {
  DEFAULT_QUALITY,
  type JudgeIdentity,
  judgeIdentity,
  LOCAL_MODEL,
  PROMPT_REVISION,
  revisionFor,
} from './judge.ts';
export { type KnownAnswer, tenantMark, wholeAnswer } from './known.ts';
export type { SubmitDeps } from './line-up.ts';
export { createOpening, type OpenedPhoto, type OpeningDeps, type Openings } from './opening.ts';
export { createOrphans, type OrphansDeps } from './orphans.ts';
export type {
  CachedCritique,
  CritiqueCache,
  PackedTail,
  ReadyCritique,
  UserIndex,
} from './ports/critiques.ts';
export type {
  Judge,
  Judgement,
  JudgeTask,
  PhotoPreparer,
  PhotoStore,
  PreparedPhoto,
  TwinIndex,
  TwinSketch,
  VerifyTwins,
} from './ports/judging.ts';
export type {
  AnalysisQueue,
  AnalysisRecord,
  AnalysisRecords,
  EventPublisher,
  EventSubscriber,
  FetchQueue,
  FlightEnd,
  FlightEvent,
  FlightList,
  FlightState,
  Flights,
  Settlement,
} from './ports/waiting.ts';
export type { Quarantine, QuarantinedPhoto, QuarantineList } from './quarantine.ts';
export { createSettle, type Settle, type SettleDeps } from './settle.ts';
export type {
  Budgets,
  CallMeter,
  CallReport,
  Dimensions,
  EstimateAsked,
  Estimator,
  ImagePlan,
  ImagePlanner,
  Ledger,
  Owner,
  ProviderCall,
  TokenUsage,
  Unsettled,
} from './spending.ts';
export { type Asked, type CountedEvent, NO_STATISTICS, type Statistics } from './statistics.ts';
export { createSubmit, type Inquiry, type Submit, type Submitted } from './submit.ts';
export { createTwins, type Twins, type TwinsDeps } from './twins.ts';
export {
  type Caller,
  type CallForecast,
  type CallTold,
  type Clearance,
  type Hold,
  type LimitReading,
  NO_WEATHER,
  type Weather,
} from './weather.ts';
