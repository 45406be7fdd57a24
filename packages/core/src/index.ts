export { sniffFormat } from '@jmj/contracts';
export { type Analyze, type AnalyzeContext, type AnalyzeDeps, createAnalyze } from './analyze.ts';
export { Failure, toAnalysisError } from './failure.ts';
export { type Fingerprint, fingerprintKey, parseFingerprint } from './fingerprint.ts';
export { createFollow, type Follow, type FollowDeps, hasEnded, toAnalysis } from './follow.ts';
export { type JudgeIdentity, judgeIdentity, LOCAL_MODEL, PROMPT_REVISION } from './judge.ts';
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
export { type Asked, type CountedEvent, NO_STATISTICS, type Statistics } from './statistics.ts';
export {
  createSubmit,
  type IncomingPhoto,
  type Inquiry,
  type Submission,
  type Submit,
  type SubmitDeps,
  type Submitted,
} from './submit.ts';
export { createTwins, type Twins, type TwinsDeps } from './twins.ts';
