import { Failure } from './failure.ts';

/** A photo is opened so often at most by processes that go away: once, and twice more. */
export const FATAL_OPENINGS = 3;

/** A photo that is not opened any more, since workers went away whenever they did. */
export interface QuarantinedPhoto {
  sha256: string;
  /** ISO 8601 */
  at: string;
  /** Ids of the job that found it out, and the like: nobody's name, nothing of the photo. */
  why: string;
  /** Processes that went away with it open: workers, or one that only tasted it. */
  deaths: number;
  /** ISO 8601; then it may be tried again. */
  until: string;
}

/** Who has a photo open, in the whole fleet. A worker that goes away with it stays in it until somebody survives the photo. */
export interface Openings {
  /** This process is about to open it: how many others began to, and were not heard of since. */
  begin(sha256: string): Promise<number>;
  /** Whoever opened it is still there: all is forgotten. */
  survived(sha256: string): Promise<void>;
}

/** Remembers poisonous photos, for 48 hours at most. */
export interface Quarantine {
  has(sha256: string): Promise<boolean>;
  add(sha256: string, why: string): Promise<void>;
}

export interface QuarantineList extends Quarantine {
  /** The latest first. */
  list(): Promise<QuarantinedPhoto[]>;
  /** Lets one go, or all of them; answers how many. */
  clear(sha256?: string): Promise<number>;
}

export const quarantined = (): Failure =>
  new Failure(
    'photo-quarantined',
    'Workers went away whenever they opened this photo: it is not opened again',
  );
