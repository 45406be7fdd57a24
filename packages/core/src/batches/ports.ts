import type { AnalysisJob, AnalysisStatus, BatchEstimate, Language, PhotoFormat } from '@jmj/contracts';
import type { PhotoReading } from '../cached.ts';
import type { Failure } from '../failure.ts';
import type { Judgement, JudgeTask } from '../ports/judging.ts';
import type { CallReport } from '../spending.ts';

/** What a batch is from its beginning to its end. Times are ISO 8601. */
export interface BatchHead {
  id: string;
  tenant: string;
  /** How its critiques are made: by the provider's batches, or one by one. */
  way: 'batch' | 'single';
  estimated?: BatchEstimate | undefined;
  createdAt: string;
  expiresAt: string;
}

export type BatchPhase = 'collecting' | 'running' | 'completed' | 'canceled';

/** How far it is; figures are items. */
export interface BatchState {
  phase: BatchPhase;
  /** No photo is taken any more. */
  closed: boolean;
  total: number;
  known: number;
  missing: number;
  completed: number;
  failed: number;
  canceled: number;
  /** When something was last sent to it, ms since 1970. */
  touchedAt: number;
}

export interface BatchItemRecord {
  sha256: string;
  ref?: string | undefined;
  analysisId: string;
}

/** One critique to be made: equal items share it. */
export interface BatchEntry {
  /** Its place in the batch, from 0. */
  n: number;
  analysisId: string;
  sha256: string;
  /** Places of the items that it answers. */
  items: number[];
  /** What is to be done, but for the photo, which has yet to arrive. Absent for one that had ended when the batch was made. */
  job?: Omit<AnalysisJob, 'photo'> | undefined;
  /** How one ended that had when the batch was made. */
  status?: AnalysisStatus | undefined;
}

/** A photo that was sent to a batch. */
export interface ArrivedPhoto {
  sha256: string;
  bytes: number;
  format: PhotoFormat;
}

export interface BatchLine {
  n: number;
  reading: PhotoReading;
  predicted?: CallReport['predicted'];
}

/** The provider's names for a batch of its own. */
export interface SentBatch {
  batchId: string;
  inputFileId: string;
}

/** Photos of a batch that are handled together. */
export interface BatchChunk {
  id: string;
  /** When it was taken, ms since 1970. */
  at: number;
  /** Photos held for it. */
  photos: string[];
  /** `prepared`: what it will send is decided, and may have been sent. `sent`: it has, and the photos are let go of. */
  state: 'taken' | 'prepared' | 'sent' | 'done';
  /** What the provider is asked. */
  lines: BatchLine[];
  /** Entries that show the same picture as a line, by its fingerprint, and wait for its critique. */
  copies: (BatchLine & { of: string })[];
  /** Entries whose critique somebody else is making. */
  deferred: number[];
  /** Entries that go to the queue of analyses, some at a time. */
  singles: number[];
  /** Those of them that have. */
  handed: number[];
  sent?: SentBatch | undefined;
  /** Every line has ended: what can still be open waits for others. */
  answered: boolean;
  /** How often the provider was asked for it in vain. */
  tries: number;
  /** How often lines that came to nothing were judged again. */
  rounds: number;
  /** Not to be asked again before, ms since 1970. */
  lookAt: number;
}

/** Everything that is known of batches. All of it is forgotten at the batch's `expiresAt`. */
export interface BatchStore {
  /** @param owners whose photos the entries show: they can be erased */
  create(
    head: BatchHead,
    items: BatchItemRecord[],
    entries: BatchEntry[],
    owners?: { userHash: string; n: number }[],
  ): Promise<void>;
  head(id: string): Promise<(BatchHead & { state: BatchState }) | undefined>;
  items(id: string): Promise<BatchItemRecord[]>;
  entries(id: string): Promise<BatchEntry[]>;
  /** Hashes of photos that have not arrived. */
  missing(id: string): Promise<string[]>;
  /** Whether the photo is one that it waits for, or that has arrived. */
  wants(id: string, sha256: string): Promise<'missing' | 'arrived' | undefined>;
  /** Notes that a photo is there; answers how many are missing still. Safe to repeat. */
  arrive(id: string, photo: ArrivedPhoto): Promise<number>;
  arrived(id: string): Promise<ArrivedPhoto[]>;
  /** It gets no such photo; answers how many are missing still. Safe to repeat. */
  refuse(id: string, sha256: string): Promise<number>;
  /** It runs from now on; false when it did, or has ended. */
  run(id: string): Promise<boolean>;
  /** No photo is taken any more; answers the hashes of those that never came. */
  close(id: string): Promise<string[]>;
  /** False when it has ended. */
  cancel(id: string): Promise<boolean>;
  /** Makes a chunk of at most so many photos that wait; nothing when none does. */
  take(id: string, most: number): Promise<BatchChunk | undefined>;
  /** Keeps what has become of a chunk; photos that do not fit into it wait again, before the others. */
  save(id: string, chunk: BatchChunk, putBack?: string[]): Promise<void>;
  chunks(id: string): Promise<BatchChunk[]>;
  /** Photos that wait for a chunk. */
  ready(id: string): Promise<string[]>;
  /** Entries that have not ended. */
  pending(id: string): Promise<number[]>;
  /** The entry has ended, once. */
  end(id: string, entry: BatchEntry, status: AnalysisStatus): Promise<void>;
  /** Items that have ended, in the order in which they did, from `after` on. */
  ended(id: string, after: number, most: number): Promise<{ item: number }[]>;
  complete(id: string): Promise<void>;
  isPaid(id: string, n: number): Promise<boolean>;
  /** Whether it is noted here for the first time that the line of this entry is paid. */
  pay(id: string, n: number): Promise<boolean>;
  /** Claims the making of a critique for a batch: the id of the batch whose it is now. */
  claim(fingerprint: string, id: string): Promise<string>;
  claimedBy(fingerprint: string): Promise<string | undefined>;
  unclaim(fingerprints: string[], id: string): Promise<void>;
}

/** Has batches looked after, one step at a time, each by one worker at a time. */
export interface BatchQueue {
  /** There is something to do for the batch now. */
  wake(id: string): Promise<void>;
}

/** A judgement that the provider makes in its own time. */
export type BatchTask = Omit<JudgeTask, 'tier'>;

/** How the provider's batch stands. */
export interface BatchLook {
  over: boolean;
  /** Why lines have no answer, when it is over. */
  error?: Failure | undefined;
  outputFileId?: string | undefined;
  errorFileId?: string | undefined;
}

export interface BatchAnswer {
  /** Of the line. */
  id: string;
  /** For the ledger, also where nothing was paid. */
  report?: CallReport | undefined;
  outcome: Judgement | Failure;
}

/**
 * A provider that judges many photos at once, later, for less. What it throws are Failures with a `provider-…` code. It is told
 * to keep nothing for longer than 48 hours.
 */
export interface BatchProvider {
  /** The request for one photo, as it is sent, and what is predicted of it. */
  line(id: string, task: BatchTask): { text: string; predicted?: CallReport['predicted'] };
  send(chunkId: string, lines: string[], signal: AbortSignal): Promise<SentBatch>;
  /** The batch that was made for the chunk, if the provider has one. @param since ms since 1970 */
  find(chunkId: string, since: number, signal: AbortSignal): Promise<SentBatch | undefined>;
  look(sent: SentBatch, signal: AbortSignal): Promise<BatchLook>;
  /** Answers come in any order; lines may have none. */
  answers(
    look: BatchLook,
    asked: { model: string; languageOf: (id: string) => Language | undefined },
    signal: AbortSignal,
  ): AsyncIterable<BatchAnswer>;
  /** The photos that were sent, JPEG, by the ids of their lines: those asked for. */
  photos(sent: SentBatch, ids: string[], signal: AbortSignal): Promise<Map<string, Uint8Array>>;
  cancel(sent: SentBatch, signal: AbortSignal): Promise<void>;
  /** Nothing of it stays with the provider. */
  discard(sent: SentBatch, look: BatchLook, signal: AbortSignal): Promise<void>;
}
