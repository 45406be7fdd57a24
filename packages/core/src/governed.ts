import type { ProblemCode } from '@jmj/contracts';
import { Failure } from './failure.ts';
import type { CallMeter } from './spending.ts';
import type { Caller, Clearance, Hold, Weather } from './weather.ts';

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
  return new Held(hold, new Failure(code, `${model} ${words}`, { retryAfterMs: ms, retryable: true }));
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
