import type { Asked, CountedEvent } from '@jmj/core';
import { timeSlot } from './answer-times.ts';
import { ASKED_FIELDS, askedSlot, type Outcome } from './combinations.ts';
import {
  type Counts,
  FAILED_FIELD,
  FIELDS,
  HIT_FIELD,
  MICROS,
  MINUTE_FIELDS,
  TIME_FIELDS,
} from './fields.ts';

/** Counts of one stretch of time, each in the place of its field: in all, and by what was asked for. */
export interface Tally {
  totals: Float64Array;
  asked: Float64Array;
}

export const emptyTally = (): Tally => ({
  totals: new Float64Array(FIELDS.length),
  asked: new Float64Array(ASKED_FIELDS.length),
});

const slot = (field: string): number => FIELDS.indexOf(field);
const slots = <Name extends string>(fields: Readonly<Record<Name, string>>) =>
  Object.fromEntries(Object.entries<string>(fields).map(([name, field]) => [name, slot(field)])) as Record<
    Name,
    number
  >;

const HIT = slots(HIT_FIELD);
const FAILED = slots(FAILED_FIELD);
const AT = slots({
  missed: 'missed',
  joined: 'joined',
  reused: 'reused',
  accepted: 'accepted',
  completed: 'completed',
  judged: 'judged',
  paid: 'paid',
  paidCalls: 'paid.calls',
  saved: 'saved',
  savedUnknown: 'saved.unknown',
  evicted: 'evicted',
  expired: 'expired',
});
const timeSlots = ({ count, sum, slots: all }: { count: string; sum: string; slots: string[] }) => ({
  count: slot(count),
  sum: slot(sum),
  first: slot(all[0] ?? ''),
});
const TIME = { hit: timeSlots(TIME_FIELDS.hit), miss: timeSlots(TIME_FIELDS.miss) };
const MINUTE = {
  accepted: MINUTE_FIELDS.accepted.map(slot),
  completed: MINUTE_FIELDS.completed.map(slot),
};

/** Sums stay exact, whatever is handed in, ms and dollars alike. */
const LARGEST = 1e12;

function whole(value: number): number {
  return value > 0 ? Math.min(Math.round(value), LARGEST) : 0;
}

function add(counts: Float64Array, at: number, by: number): void {
  counts[at] = (counts[at] ?? 0) + by;
}

function addTime({ totals }: Tally, kind: 'hit' | 'miss', ms: number | undefined): void {
  if (ms === undefined) return;
  const { count, sum, first } = TIME[kind];
  add(totals, count, 1);
  add(totals, sum, whole(ms * 1000));
  add(totals, first + timeSlot(ms), 1);
}

/** What an answer without a paid call saved. Not known: noted, so that it can be told from the mean price of a call. */
function addSaved({ totals }: Tally, usd: number | undefined, analyses: number): void {
  if (usd === undefined) add(totals, AT.savedUnknown, whole(analyses));
  else add(totals, AT.saved, whole(usd * MICROS * analyses));
}

function addAsked({ asked: counts }: Tally, asked: Asked, outcome: Outcome): void {
  add(counts, askedSlot(asked, outcome), 1);
}

type Event<T extends CountedEvent['type']> = Extract<CountedEvent, { type: T }>;

function addHit(tally: Tally, { from, asked, ms, savedUsd }: Event<'hit'>): void {
  add(tally.totals, HIT[from], 1);
  add(tally.totals, AT.accepted, 1);
  add(tally.totals, AT.completed, 1);
  addSaved(tally, savedUsd, 1);
  addTime(tally, 'hit', ms);
  addAsked(tally, asked, 'hit');
}

function addMissed(tally: Tally, { type, asked }: Event<'missed' | 'joined'>): void {
  add(tally.totals, AT[type], 1);
  add(tally.totals, AT.accepted, 1);
  addAsked(tally, asked, type);
}

function addReused(tally: Tally, { from, asked, analyses, ms, savedUsd }: Event<'reused'>): void {
  add(tally.totals, HIT[from], 1);
  add(tally.totals, AT.reused, 1);
  add(tally.totals, AT.completed, whole(analyses));
  addSaved(tally, savedUsd, analyses);
  addTime(tally, 'miss', ms);
  addAsked(tally, asked, 'reused');
}

function addJudged(tally: Tally, { analyses, ms, costUsd }: Event<'judged'>): void {
  add(tally.totals, AT.judged, 1);
  add(tally.totals, AT.completed, whole(analyses));
  addTime(tally, 'miss', ms);
  if (costUsd === undefined) return;
  // A free judge's calls would only blur what a paid one costs on average.
  if (costUsd > 0) add(tally.totals, AT.paidCalls, 1);
  add(tally.totals, AT.paid, whole(costUsd * MICROS));
  if (analyses > 1) addSaved(tally, costUsd, analyses - 1);
}

/** Adds one event to a tally. */
export function addEvent(tally: Tally, event: CountedEvent): void {
  switch (event.type) {
    case 'hit':
      addHit(tally, event);
      break;
    case 'missed':
    case 'joined':
      addMissed(tally, event);
      break;
    case 'reused':
      addReused(tally, event);
      break;
    case 'judged':
      addJudged(tally, event);
      break;
    case 'failed':
      add(tally.totals, FAILED[event.code] ?? FAILED.internal, whole(event.analyses));
      break;
    case 'evicted':
    case 'expired':
      add(tally.totals, AT[event.type], whole(event.entries));
  }
}

/** Notes in which minute of its bucket a tally was made. */
export function noteMinute({ totals }: Tally, minute: number): void {
  for (const kind of ['accepted', 'completed'] as const)
    add(totals, MINUTE[kind][minute] ?? MINUTE[kind][0] ?? 0, totals[AT[kind]] ?? 0);
}

export function addTally(into: Tally, more: Tally): void {
  more.totals.forEach((n, at) => {
    add(into.totals, at, n);
  });
  more.asked.forEach((n, at) => {
    add(into.asked, at, n);
  });
}

const named = (fields: readonly string[], counts: Float64Array): Counts =>
  new Map(fields.map((field, at) => [field, counts[at] ?? 0] as const).filter(([, n]) => n > 0));

/** The counts that are not zero, under the names of their fields. */
export const totalsOf = ({ totals }: Tally): Counts => named(FIELDS, totals);
export const askedOf = ({ asked }: Tally): Counts => named(ASKED_FIELDS, asked);
