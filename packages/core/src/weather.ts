import type { Priority, ProblemCode, Tier } from '@jmj/contracts';
import { Failure } from './failure.ts';
import type { CallMeter, CallReport } from './spending.ts';

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
  leave(
    clearance: Clearance,
    report?: Pick<CallReport, 'outcome' | 'latencyMs' | 'tier'>,
    told?: CallTold,
  ): Promise<Hold | undefined>;
}

/** For whoever asks no provider, or does not mind its weather. */
export const NO_WEATHER: Weather = {
  look: async () => undefined,
  enter: async ({ model }) => ({ id: '', model }),
  leave: async () => undefined,
};

/** A job has to wait by no fault of its own: it goes back to the queue, and no attempt was made. */
export class Held extends Error {
  override readonly name = 'Held';
  readonly hold: Hold;
  /** What its callers are told should it wait for too long. */
  readonly failure: Failure;

  constructor(hold: Hold, failure: Failure) {
    super(failure.message);
    this.hold = hold;
    this.failure = failure;
  }
}

const WORDS: Partial<Record<ProblemCode, string>> = {
  'provider-rate-limited': 'has no room for us at the moment',
  'provider-unavailable': 'does not answer at the moment',
  'provider-timeout': 'does not answer in time at the moment',
  'provider-quota': 'is not asked while the quota of the account is used up',
  'provider-unauthorized': 'is not asked while our key is not accepted',
};

export function heldBack(model: string, hold: Hold): Held {
  const { code, ms } = hold;
  const words = WORDS[code] ?? 'cannot be asked at the moment';
  return new Held(hold, new Failure(code, `${model} ${words}`, { retryAfterMs: ms }));
}

/** A meter that lets no call pass before the weather does. */
export interface GovernedMeter extends CallMeter {
  /** What the last call has shown to have to be waited for. */
  hold(): Hold | undefined;
}

/** @throws Held from `begin`, before the meter is asked */
export function governed(meter: CallMeter, weather: Weather, caller: Caller): GovernedMeter {
  let clearance: Clearance | undefined;
  let hold: Hold | undefined;
  return {
    async begin(maxMicroUsd, forecast) {
      if (!forecast) return meter.begin(maxMicroUsd);
      const answer = await weather.enter(forecast, caller);
      if ('why' in answer) throw heldBack(forecast.model, answer);
      try {
        await meter.begin(maxMicroUsd, forecast);
      } catch (error) {
        await weather.leave(answer);
        throw error;
      }
      clearance = answer;
      return answer;
    },
    async end(call, told) {
      const left = clearance;
      clearance = undefined;
      try {
        await meter.end(call);
      } finally {
        hold = left && (await weather.leave(left, call, told));
      }
    },
    hold: () => hold,
  };
}
