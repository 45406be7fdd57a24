import type { TwinDescriptor } from './descriptor.ts';
import { FORGIVEN, LIMITS } from './limits.ts';
import { aspectSlip, lumaDistance, type Measures, measure } from './measures.ts';

export interface Verdict {
  twin: boolean;
  /** The measure furthest over its limit. */
  reason?: keyof Measures;
  /** Absent when a cheap look was enough to say no. */
  measures?: Measures;
}

const names = Object.keys(LIMITS) as (keyof Measures)[];

/** Octaves over the limit; infinite for a value that is no number, which makes it a miss. */
export const excess = (name: keyof Measures, value: number): number => {
  if (value <= LIMITS[name]) return 0;
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.log2(value / LIMITS[name]);
};

/** Whether two files show the same picture, unedited. In doubt it says no. */
export const verifyTwin = (a: TwinDescriptor, b: TwinDescriptor): Verdict => {
  if (excess('aspect', aspectSlip(a, b)) > FORGIVEN) return { twin: false, reason: 'aspect' };
  if (excess('lumaMean', lumaDistance(a, b)) > FORGIVEN) return { twin: false, reason: 'lumaMean' };
  const measures = measure(a, b);
  let [sum, most] = [0, 0];
  let reason: keyof Measures = 'aspect';
  for (const name of names) {
    const over = excess(name, measures[name]);
    sum += over;
    if (over > most) [most, reason] = [over, name];
  }
  return sum <= FORGIVEN ? { twin: true, measures } : { twin: false, reason, measures };
};
