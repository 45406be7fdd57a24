import type { ProblemCode } from '@jmj/contracts';

/** How the service misbehaves. May be changed while it runs. */
export interface Faults {
  /** Refusals of the next uploads, first come first served. */
  refuse: { code: ProblemCode; retryAfter?: string }[];
  /** Refusals of the next hashes, likewise. */
  refuseHash: { code: ProblemCode; retryAfter?: string }[];
  /** Cut each event stream off after so many events, without a word. */
  cutStreamAfter?: number | undefined;
  /** No event streams at all, as behind a proxy that breaks them. */
  noStreams?: boolean | undefined;
  /** Streams open and then say nothing. */
  muteStreams?: boolean | undefined;
  /** Streams tell what has been, from the start, and end before anything new. */
  forgetful?: boolean | undefined;
  /** Analyses fail with this. */
  failWith?: ProblemCode | undefined;
  /** Analyses stay at their second stage until canceled. */
  hold?: boolean | undefined;
}
