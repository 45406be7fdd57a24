export { sniffFormat } from '@jmj/contracts';
export { type Analyze, type AnalyzeContext, type AnalyzeDeps, createAnalyze } from './analyze.ts';
export { type Bill, type BillDeps, type Billing, createBilling } from './bill.ts';
export { type IncomingPhoto, type Submission, userHashOf } from './draft.ts';
export { Failure, toAnalysisError } from './failure.ts';
export { type Fingerprint, fingerprintKey, parseFingerprint } from './fingerprint.ts';
export { createFollow, type Follow, type FollowDeps, hasEnded, toAnalysis } from './follow.ts';
export {
  DEFAULT_QUALITY,
  type JudgeIdentity,
  judgeIdentity,
  LOCAL_MODEL,
  PROMPT_REVISION,
  revisionFor,
} from './judge.ts';
export { NO_BUDGETS, NO_LEDGER } from './free.ts';
export { type KnownAnswer, tenantMark } from './known.ts';
export type {
  AnalysisQueue,
  AnalysisRecord,
  AnalysisRecords,
  CachedCritique,
  CritiqueCache,
  EventPublisher,
  EventSubscriber,
  FlightEnd,
  FlightEvent,
  FlightState,
  Flights,
  Judge,
  Judgement,
  JudgeTask,
  PhotoPreparer,
  PhotoStore,
  PreparedPhoto,
  ReadyCritique,
  Settlement,
  TwinIndex,
  TwinSketch,
  UserIndex,
  VerifyTwins,
} from './ports.ts';
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
export {
  createSubmit,
  type Inquiry,
  type Submit,
  type SubmitDeps,
  type Submitted,
} from './submit.ts';
export { createTwins, type Twins, type TwinsDeps } from './twins.ts';
