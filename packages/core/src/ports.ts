import type {
  AnalysisError,
  AnalysisEvent,
  AnalysisJob,
  AnalysisStatus,
  CostEstimate,
  Critique,
  ExifFacts,
  Fallback,
  JudgedCritique,
  Language,
  PaidCost,
  PhotoFacts,
  PhotoFormat,
  PhotoType,
  Priority,
  Quality,
  Source,
  Speed,
  Stage,
  Tier,
  Tone,
} from '@jmj/contracts';
import type { CallMeter, Dimensions, ImagePlan } from './spending.ts';

/** A critique as the cache keeps it, with the facts of the photo it was made for. */
export interface CachedCritique {
  critique: Critique;
  /** Who judged. */
  source: 'openai' | 'local';
  model: string;
  photo: PhotoFacts;
  exif?: ExifFacts | undefined;
  cost?: PaidCost | undefined;
  /** It was made for a verified twin of this photo. Such a one is not passed on again: small differences would add up. */
  reused?: true | undefined;
  /** Marks of the tenants that have sent this photo themselves. */
  shownBy: string[];
  /** ISO 8601 */
  judgedAt: string;
  /** ISO 8601; when it was noted whose photo it was made for. Absent: as `judgedAt`. */
  notedAt?: string | undefined;
  /** ISO 8601; when the cache forgets it. */
  expiresAt: string;
}

/** The end of an answer, compressed once: any beginning can be put before it in one gzip stream (RFC 1952). */
export interface PackedTail {
  /** Raw deflate (RFC 1951), to its last block. */
  deflated: Buffer;
  /** Bytes before compression. */
  length: number;
  /** CRC-32 of the bytes before compression. */
  crc: number;
  /** What the CRC-32 of a beginning is multiplied by when so many bytes follow. */
  crcShift: number;
}

/** A critique that can be sent as it lies. */
export interface ReadyCritique {
  /** The end of an `Analysis` in UTF-8 JSON, from its model to the closing brace: what all who ask are told alike. */
  tail: Buffer;
  /** The same for those who take gzip: made when it is first asked for, and kept. Only where it is worth making. */
  packed?: (() => PackedTail) | undefined;
  /** Milliseconds since 1970; when the cache forgets it. */
  expiresAt: number;
  /** Marks of the tenants that have sent this photo themselves. */
  shownBy: readonly string[];
  /** US dollars: what it cost to make, when that is known. */
  costUsd?: number | undefined;
  /** It came from this process's own memory. */
  fromMemory: boolean;
}

/** The critique cache. Reads never throw: a cache that cannot be read is a miss. */
export interface CritiqueCache {
  get(fingerprint: string): Promise<CachedCritique | undefined>;
  /** The same for the hit path: nothing is parsed. */
  ready(fingerprint: string): Promise<ReadyCritique | undefined>;
  /** Keeps the critique until `cached.expiresAt`. Throws when it could not be stored. */
  put(fingerprint: string, cached: CachedCritique): Promise<void>;
  /** Notes that this tenant, by its mark, has sent the photo too. */
  markShown(fingerprint: string, mark: string): Promise<void>;
}

/** Remembers which critiques a user's photos led to, so that they can be erased. */
export interface UserIndex {
  /** Without a `userId` it is noted that somebody of the tenant has asked for it. */
  add(owner: { tenant: string; userId?: string | undefined }, fingerprint: string): Promise<void>;
  /** As if it had never been noted. */
  remove(owner: { tenant: string; userId: string }, fingerprint: string): Promise<void>;
}

/** Holds photos on their way to a worker. */
export interface PhotoStore {
  /**
   * Stores the bytes once per hash and notes that `holder` (an analysis id) needs them.
   * @throws Failure `photo-store-full` when the byte budget is used up: nothing is written then.
   */
  put(photo: { sha256: string; bytes: Uint8Array }, holder: string): Promise<void>;
  get(sha256: string): Promise<Uint8Array | undefined>;
  /** The same for bytes that are there already: they stay for another while, without a holder for those they have. False when they are gone. */
  keep(sha256: string, holder?: string): Promise<boolean>;
  /** `holder` needs them no more; the bytes go with their last holder: true when they did. Safe to repeat. */
  release(sha256: string, holder: string): Promise<boolean>;
}

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

/** A photo made ready for a judge: upright, sRGB, no metadata, downscaled. */
export interface PreparedPhoto {
  /** JPEG bytes without any metadata. */
  jpeg: Uint8Array;
  /** Of the JPEG, in pixels. */
  width: number;
  height: number;
  /** How it was made for the model that will see it. */
  plan: ImagePlan;
  /** Of the photo itself, after EXIF orientation. */
  original: { width: number; height: number; format: PhotoFormat };
  exif?: ExifFacts | undefined;
  /**
   * Describes the picture from the pixels of the same decode, to find its twins; to be called once, for it lets go of them.
   * Answers nothing for a picture that can have none. Absent when nobody looks for twins.
   */
  sketch?: (() => Promise<TwinSketch | undefined>) | undefined;
}

/** What a picture looks like. Only who made it can read it. */
export interface TwinSketch {
  /** Some kilobytes. */
  descriptor: Uint8Array;
  /** Names under which it is put in an index, and under which its twins are looked for. */
  keys: { store: string[]; lookup: string[] };
}

/** Whether each of the other descriptors shows the same picture, unedited. In doubt it says no. */
export type VerifyTwins = (descriptor: Uint8Array, others: Uint8Array[]) => Promise<boolean[]>;

/** Finds photos by what they show, and never one of another tenant. Throws when it cannot be asked. */
export interface TwinIndex {
  /** Photos that may be twins, the likeliest first, and not many: to be verified. */
  find(tenant: string, lookup: string[]): Promise<{ sha256: string; descriptor: Uint8Array }[]>;
  add(tenant: string, photo: { sha256: string; sketch: TwinSketch; ttlSeconds: number }): Promise<void>;
  /** Nothing finds these photos any more; answers how many were known. */
  forget(tenant: string, sha256s: string[]): Promise<number>;
}

export interface PhotoPreparer {
  /**
   * @param plan tells how large the model should see a photo of these dimensions
   * @throws Failure `photo-unreadable`, `photo-too-many-pixels` or `unsupported-format`
   */
  prepare(bytes: Uint8Array, plan: (original: Dimensions) => ImagePlan): Promise<PreparedPhoto>;
}

export interface JudgeTask {
  photo: PreparedPhoto;
  tone: Tone;
  language: Language;
  photoType: PhotoType;
  model: string;
  quality: Quality;
  /** What to ask the provider for. It may fall back to `default` when it cannot be had. */
  tier: Exclude<Tier, 'batch'>;
  userHash?: string | undefined;
  /** An answer that was no use has been paid for before: one that obeys words in the photo is not asked for once more. */
  isSecond?: boolean | undefined;
}

export interface Judgement {
  critique: JudgedCritique;
  source: 'openai' | 'local';
  /** The model that really answered. */
  model: string;
}

/** Makes critiques. */
export interface Judge {
  /**
   * Each call that costs something passes the meter.
   * @throws Failure with a `provider-…` code, or what the meter throws; `retryable` and `retryAfterMs` tell the queue what to do
   */
  judge(task: JudgeTask, meter: CallMeter, signal: AbortSignal): Promise<Judgement>;
}
