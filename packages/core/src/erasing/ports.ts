import type { Owner } from '../spending.ts';

export interface User {
  tenant: string;
  userId: string;
}

/** Who is erased, and when that was: for what is under way meanwhile. */
export interface Erasures {
  mark(userHash: string): Promise<void>;
  /** Whether the user was erased less than `ms` ago. Lengths of time are compared, so that no two clocks have to agree. */
  within(userHash: string, ms: number): Promise<boolean>;
}

/** The analyses of each user, by their ids: what is not listed cannot be found again. */
export interface UserAnalyses {
  ofUser(userHash: string): Promise<string[]>;
  unlist(userHash: string, ids: string[]): Promise<void>;
}

/** Whose photos led to which critiques. A critique that nobody has asked for, or not since they were erased, is nobody's. */
export interface Ownership {
  isOwned(fingerprint: string): Promise<boolean>;
  owns(owner: Owner, fingerprint: string): Promise<boolean>;
  isPhotoOwned(tenant: string, sha256: string): Promise<boolean>;
}

export interface ErasedCritiques {
  /** Fingerprints of those that were nobody else's. */
  fingerprints: string[];
  /** Entries that were removed. */
  critiques: number;
  /** Descriptions of photos, to find their twins by. */
  descriptors: number;
  /** Left, for somebody else has asked for them too. */
  shared: number;
}

export interface CritiqueEraser {
  /** Takes the user's name off all that their photos led to, then removes what is nobody's. Safe to repeat. */
  erase(user: User): Promise<ErasedCritiques>;
  /** Removes critiques by their fingerprints, from every process; answers how many were there. */
  remove(fingerprints: string[]): Promise<number>;
}

/** The jobs of the queues, as far as they hold what is a user's. */
export interface ErasableJobs {
  /** The job that waits or runs for the fingerprint. */
  inFlight(fingerprint: string): Promise<string | undefined>;
  /** Takes away a job that waits; false when it runs, or is gone. */
  drop(jobId: string): Promise<boolean>;
  /** The same for the fetching of a photo, with its address. */
  dropFetch(analysisId: string): Promise<boolean>;
  /**
   * Removes what the user's jobs have left; those that somebody else still needs forget whose they were.
   * @param fingerprints whose traces go from the event stream, too
   * @returns jobs that were removed
   */
  forgetUser(userHash: string, fingerprints: string[]): Promise<number>;
}

/** What is kept beside the analyses, each by its own index. Answers how many were removed. */
export type ForgetUser = (user: User, userHash: string) => Promise<number>;
