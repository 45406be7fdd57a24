import type { TwinDescriptor } from './descriptor.ts';
import { LIMITS } from './limits.ts';
import { aspectSlip, lumaDistance, type Measures, measure } from './measures.ts';

export interface Verdict {
  twin: boolean;
  /** The first measure over its limit. */
  reason?: keyof Measures;
  /** Absent when a cheap look was enough to say no. */
  measures?: Measures;
}

const names = Object.keys(LIMITS) as (keyof Measures)[];
/** Written so that a value that is no number is a miss. */
const within = (value: number, name: keyof Measures): boolean => value <= LIMITS[name];

/** Whether two files show the same picture, unedited. In doubt it says no. */
export const verifyTwin = (a: TwinDescriptor, b: TwinDescriptor): Verdict => {
  if (!within(aspectSlip(a, b), 'aspect')) return { twin: false, reason: 'aspect' };
  if (!within(lumaDistance(a, b), 'lumaMean')) return { twin: false, reason: 'lumaMean' };
  const measures = measure(a, b);
  const reason = names.find((name) => !within(measures[name], name));
  return reason === undefined ? { twin: true, measures } : { twin: false, reason, measures };
};
