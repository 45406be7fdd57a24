import { PROBLEMS, type ProblemCode } from '@jmj/contracts';
import { TIME_BOUNDS_MS } from './answer-times.ts';

/** Counts by the name of a field, as Redis keeps them and as they are read. */
export type Counts = Map<string, number>;

/** Money is counted in whole micro-dollars, time in whole microseconds: Redis adds integers exactly. */
export const MICROS = 1_000_000;

export const HIT_FIELD = { exact: 'hit.exact', l1: 'hit.l1', twin: 'hit.twin' } as const;

const slotNames = (name: string): string[] =>
  [...TIME_BOUNDS_MS, Number.POSITIVE_INFINITY].map((_, n) => `${name}.${n}`);

/** Answer times of hits and of misses: how many, their sum in µs, and a histogram. */
export const TIME_FIELDS = {
  hit: { count: 'time.hit.count', sum: 'time.hit.us', slots: slotNames('time.hit') },
  miss: { count: 'time.miss.count', sum: 'time.miss.us', slots: slotNames('time.miss') },
} as const;

export const FAILED_FIELD = Object.fromEntries(
  Object.keys(PROBLEMS).map((code) => [code, `failed.${code}`]),
) as Record<ProblemCode, string>;

const byMinute = (name: string): string[] => [0, 1, 2, 3, 4].map((n) => `minute.${name}.${n}`);

/** The minutes of a five-minute bucket, counted apart to tell the rate. */
export const MINUTE_FIELDS = { accepted: byMinute('accepted'), completed: byMinute('completed') } as const;

/** Every field there is: a bucket can never grow beyond them. */
export const FIELDS: readonly string[] = [
  ...Object.values(HIT_FIELD),
  'missed',
  'joined',
  'reused',
  'accepted',
  'completed',
  'judged',
  'paid',
  'paid.calls',
  'saved',
  'saved.unknown',
  'evicted',
  'expired',
  ...Object.values(TIME_FIELDS).flatMap(({ count, sum, slots }) => [count, sum, ...slots]),
  ...Object.values(FAILED_FIELD),
  ...Object.values(MINUTE_FIELDS).flat(),
];
