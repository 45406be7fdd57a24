import type {
  AnalysisError,
  AnalysisEvent,
  AnalysisJob,
  AnalysisStatus,
  CostEstimate,
  Fallback,
  Language,
  PaidCost,
  PhotoFacts,
  PhotoType,
  Priority,
  Quality,
  Source,
  Speed,
  Stage,
  Tone,
} from '@jmj/contracts';

/** One analysis as it is recorded. While it waits, `status` is `queued`: what happens meanwhile is the flight's. */
export interface AnalysisRecord {
  id: string;
  tenant: string;
  userId?: string | undefined;
  fingerprint: string;
  model: string;
  tone: Tone;
  language: Language;
  photoType: PhotoType;
  quality?: Quality | undefined;
  speed?: Speed | undefined;
  /** The judge that was asked for is not the one that judges. */
  fallback?: Fallback | undefined;
  photo: PhotoFacts;
  status: AnalysisStatus;
  source?: Source | undefined;
  error?: AnalysisError | undefined;
  /** What it may cost, told before. */
  estimated?: CostEstimate | undefined;
  cost?: PaidCost | undefined;
  createdAt: string;
  startedAt?: string | undefined;
  completedAt?: string | undefined;
  expiresAt: string;
}

/** How an analysis ended. */
export type Settlement =
  | {
      status: 'completed';
      source: Source;
      cost?: PaidCost | undefined;
      photo: PhotoFacts;
      startedAt?: string | undefined;
      completedAt: string;
    }
  | { status: 'failed'; error: AnalysisError; startedAt?: string | undefined; completedAt: string }
  | { status: 'canceled'; completedAt: string };

export interface AnalysisRecords {
  create(record: AnalysisRecord): Promise<void>;
  get(id: string): Promise<AnalysisRecord | undefined>;
  /** What was asked has become clearer. False, and nothing written, when it has ended or is not known any more. */
  replace(record: AnalysisRecord): Promise<boolean>;
  /** As if it had never been. */
  remove(id: string): Promise<void>;
  /** Ends the analysis, once: false when it had already ended or is not known any more. */
  settle(id: string, settlement: Settlement): Promise<boolean>;
}

/** How a flight ended. Kept for a minute, for those who joined while it ended. */
export interface FlightEnd {
  jobId: string;
  /** Absent when it did not fail: what was made is in the cache, or nobody waited any more and nothing was made. */
  error?: AnalysisError | undefined;
}

export interface FlightState {
  jobId: string;
  stage: Stage;
  /** ISO 8601 */
  startedAt: string;
}

/**
 * A flight is the work under way for one fingerprint: who waits for it, how far it is, how it ended.
 * The critique itself is not here: it lives in the cache.
 */
export interface Flights {
  /** Answers how many wait now. */
  join(fingerprint: string, analysisId: string): Promise<number>;
  leave(fingerprint: string, analysisIds: string[]): Promise<void>;
  waiting(fingerprint: string): Promise<string[]>;
  report(fingerprint: string, state: FlightState): Promise<void>;
  /** To be called before those who wait are told. */
  end(fingerprint: string, end: FlightEnd): Promise<void>;
  /** To be called after: no stage is shown any more. */
  land(fingerprint: string): Promise<void>;
  /** No stage and no end is shown any more. */
  clear(fingerprint: string): Promise<void>;
  look(fingerprint: string): Promise<{ state?: FlightState | undefined; end?: FlightEnd | undefined }>;
}

/** Flights in the order in which somebody joined them last. */
export interface FlightList {
  /** Those that nobody has joined, or looked at, for so long. */
  longWaiting(ms: number, most: number): Promise<string[]>;
  /** It goes to the end of the list; nobody waits for it: it is taken from it. */
  lookLater(fingerprint: string): Promise<void>;
}

/** Photos that a worker is to fetch. */
export interface FetchQueue {
  /** Adds the job, behind those of its class. The address is kept beside it, for as long as it is needed at most. */
  add(analysisId: string, url: string, priority: Priority): Promise<void>;
}

export interface AnalysisQueue {
  /**
   * Adds the job, or joins the one already in flight for the same fingerprint, which then goes no later than the new one
   * would have. Answers whose job it is.
   */
  add(job: AnalysisJob): Promise<{ jobId: string; joined: boolean }>;
}

/** Publishes what happened to a flight or to one analysis. Losing one must never matter: whoever waits also polls. */
export interface EventPublisher {
  publish(fingerprint: string, event: FlightEvent): Promise<void>;
}

/** Without an `analysisId` it concerns everybody who waits for the fingerprint. */
export type FlightEvent = Omit<AnalysisEvent, 'analysisId'> & { analysisId?: string | undefined };

export interface EventSubscriber {
  /** Calls `listener` on every event of the fingerprint, until the returned function is called. */
  subscribe(fingerprint: string, listener: (event: FlightEvent) => void): () => void;
}
