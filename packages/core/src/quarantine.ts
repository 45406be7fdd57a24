import { Failure } from './failure.ts';

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

/** Remembers poisonous photos, for 48 hours at most. */
export interface Quarantine {
  has(sha256: string): Promise<boolean>;
  add(sha256: string, why: string, deaths: number): Promise<void>;
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
