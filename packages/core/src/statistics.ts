import type { Language, PhotoType, ProblemCode, Tone } from '@jmj/contracts';

/** What a caller asked for, beside the photo. */
export interface Asked {
  tone: Tone;
  language: Language;
  photoType: PhotoType;
}

/**
 * Something worth counting. It names no photo, no tenant and no user.
 *
 * The side that takes analyses in counts one of `hit`, `missed`, `joined` for each; the side that judges counts, for each job,
 * how it ended: `judged`, `reused` or `failed`. `ms` is the time from asking to the answer; US dollars are as the price list
 * has them, 0 for what is free, absent for what is not known.
 */
export type CountedEvent =
  /** The critique was known: in Redis (`exact`) or in this process (`l1`). `savedUsd`: what it had cost to make. */
  | { type: 'hit'; from: 'exact' | 'l1'; asked: Asked; ms: number; savedUsd?: number | undefined }
  /** Not known: a job was added. */
  | { type: 'missed'; asked: Asked }
  /** Not known, but a job was in flight for it already. */
  | { type: 'joined'; asked: Asked }
  /** A judge made the critique, for so many analyses at once. */
  | { type: 'judged'; asked: Asked; analyses: number; ms?: number | undefined; costUsd?: number | undefined }
  /** What had been counted as missed was answered from the cache after all, for so many analyses. */
  | {
      type: 'reused';
      from: 'exact' | 'twin';
      asked: Asked;
      analyses: number;
      ms?: number | undefined;
      savedUsd?: number | undefined;
    }
  | { type: 'failed'; code: ProblemCode; analyses: number }
  /** The cache let entries go: for want of room, or because their time was over. */
  | { type: 'evicted' | 'expired'; entries: number };

/** Counts what happens. Called on the way of every answer: it takes well under a microsecond and never throws. */
export interface Statistics {
  count(event: CountedEvent): void;
}

/** For whoever does not count. */
export const NO_STATISTICS: Statistics = { count: () => {} };
