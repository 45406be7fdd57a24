export { Failure, toAnalysisError } from './failure.ts';
export { type Fingerprint, fingerprintKey } from './fingerprint.ts';
export { sniffFormat } from './format.ts';
export { type JudgeIdentity, judgeIdentity, LOCAL_MODEL, PROMPT_REVISION } from './judge.ts';
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
  Settlement,
  UserIndex,
} from './ports.ts';
