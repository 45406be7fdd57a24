import type { Priority, ProblemCode, Tier } from '@jmj/contracts';

/** One call of a provider as it is about to be made. */
export interface CallForecast {
  model: string;
  tier: Tier;
  /** The most that the provider will count for it: what is sent, and the room for the answer. */
  tokens: number;
}

/** One limit of a provider as an answer tells it: how much of it there is, what is left, and in how many ms all is back. */
export interface LimitReading {
  limit: number;
  remaining: number;
  resetMs: number;
}

/** What an answer tells beside its words. */
export interface CallTold {
  requests?: LimitReading | undefined;
  tokens?: LimitReading | undefined;
  /** For how long it asks us not to come back. */
  retryAfterMs?: number | undefined;
  /** It has no room at this tier, and says nothing of the others. */
  noRoom?: boolean | undefined;
}

/** How a call ended. */
export interface CallEnd {
  tier: Tier;
  outcome: 'completed' | ProblemCode;
  latencyMs: number;
}

/** Who wants to call. */
export interface Caller {
  jobId: string;
  priority?: Priority | undefined;
}

/** A model is not to be called now. */
export interface Hold {
  /** As far as is known, until this caller may. */
  ms: number;
  /** `busy`: there is no room under its limits. `down`: it does not answer, or does not accept our account. */
  why: 'busy' | 'down';
  code: ProblemCode;
}

/** Leave to make one call. */
export interface Clearance {
  id: string;
  model: string;
  /** How long one has to wait for an answer at most, as calls before it have shown; absent while too few are known. */
  timeoutMs?: number | undefined;
}

/** How providers are doing, as the whole fleet knows it together. */
export interface Weather {
  /** Whether a call of this model would have to wait. Nothing is reserved. */
  look(model: string, caller: Caller): Promise<Hold | undefined>;
  /** Reserves room for one call. Waits a moment itself when that is enough. */
  enter(call: CallForecast, caller: Caller): Promise<Clearance | Hold>;
  /** The call is over; without a report it was never made. Answers what its job has to wait for before it may try again. */
  leave(clearance: Clearance, report?: CallEnd, told?: CallTold): Promise<Hold | undefined>;
}

/** For whoever asks no provider, or does not mind its weather. */
export const NO_WEATHER: Weather = {
  look: async () => undefined,
  enter: async ({ model }) => ({ id: '', model }),
  leave: async () => undefined,
};
