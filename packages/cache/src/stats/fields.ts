import { LANGUAGES, PHOTO_TYPES, PROBLEMS, type ProblemCode, TONES } from '@jmj/contracts';
import type { Asked } from '@jmj/core';
import { TIME_BOUNDS_MS } from './answer-times.ts';

/** Counts by field. A field is one of the fixed names below, so that a bucket can never grow beyond them. */
export type Counts = Map<string, number>;

/** Adds to what is there. */
export function add(counts: Counts, field: string, by: number): void {
  counts.set(field, (counts.get(field) ?? 0) + by);
}

export function addAll(counts: Counts, more: Counts): void {
  for (const [field, by] of more) add(counts, field, by);
}

export const SOURCES = ['exact', 'l1', 'twin'] as const;
export type HitSource = (typeof SOURCES)[number];
export const HIT_FIELD = { exact: 'hit.exact', l1: 'hit.l1', twin: 'hit.twin' } as const;

/** Money in whole micro-dollars, times in whole microseconds: Redis adds integers exactly. */
export const MICROS = 1_000_000;
/** For one cent and ten minutes alike: what a count may be at most, so that sums stay exact. */
const LARGEST = 1e12;

/** A whole number, never negative, whatever was measured. */
export function whole(value: number): number {
  return value > 0 ? Math.min(Math.round(value), LARGEST) : 0;
}

const slotNames = (name: string) =>
  [...TIME_BOUNDS_MS, Number.POSITIVE_INFINITY].map((_, n) => `${name}.${n}`);

/** Fields of the answer times of hits and of misses: how many, their sum in µs, and a histogram. */
export const TIME_FIELDS = {
  hit: { count: 'time.hit.count', sum: 'time.hit.us', slots: slotNames('time.hit') },
  miss: { count: 'time.miss.count', sum: 'time.miss.us', slots: slotNames('time.miss') },
} as const;

/** Whose code is not in the closed list counts as `internal`: fields stay bounded. */
export const FAILED_FIELD = Object.fromEntries(
  Object.keys(PROBLEMS).map((code) => [code, `failed.${code}`]),
) as Record<ProblemCode, string>;

/** Minutes of a five-minute bucket, counted apart to tell the rate. */
export const MINUTE_FIELDS = {
  accepted: [0, 1, 2, 3, 4].map((n) => `minute.accepted.${n}`),
  completed: [0, 1, 2, 3, 4].map((n) => `minute.completed.${n}`),
} as const;

export type AskedOutcome = 'hit' | 'missed' | 'joined' | 'reused';

export const askedField = ({ tone, language, photoType }: Asked, outcome: AskedOutcome): string =>
  `${tone}.${language}.${photoType}.${outcome}`;

const KNOWN = {
  tone: new Set<string>(TONES),
  language: new Set<string>(LANGUAGES),
  photoType: new Set<string>(PHOTO_TYPES),
};

/** `undefined` when a field is of another release. */
export function readAskedField(field: string): { asked: Asked; outcome: AskedOutcome } | undefined {
  const [tone = '', language = '', photoType = '', outcome] = field.split('.');
  if (!KNOWN.tone.has(tone) || !KNOWN.language.has(language) || !KNOWN.photoType.has(photoType))
    return undefined;
  return { asked: { tone, language, photoType } as Asked, outcome: outcome as AskedOutcome };
}
