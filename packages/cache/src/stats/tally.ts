import type { Asked, CountedEvent } from '@jmj/core';
import { timeSlot } from './answer-times.ts';
import {
  type AskedOutcome,
  add,
  askedField,
  type Counts,
  FAILED_FIELD,
  HIT_FIELD,
  MICROS,
  TIME_FIELDS,
  whole,
} from './fields.ts';

/** Counts of one stretch of time: in all, and by what was asked for. */
export interface Tally {
  totals: Counts;
  asked: Counts;
}

export const emptyTally = (): Tally => ({ totals: new Map(), asked: new Map() });

function addTime({ totals }: Tally, kind: 'hit' | 'miss', ms: number | undefined): void {
  if (ms === undefined) return;
  const fields = TIME_FIELDS[kind];
  add(totals, fields.count, 1);
  add(totals, fields.sum, whole(ms * 1000));
  add(totals, fields.slots[timeSlot(ms)] ?? fields.slots[0] ?? '', 1);
}

/** What an answer without a paid call saved. Not known: noted, so that it can be told from the mean price of a call. */
function addSaved({ totals }: Tally, usd: number | undefined, analyses: number): void {
  if (usd === undefined) add(totals, 'saved.unknown', analyses);
  else add(totals, 'saved', whole(usd * MICROS) * analyses);
}

function addAsked(tally: Tally, asked: Asked, outcome: AskedOutcome, by = 1): void {
  add(tally.asked, askedField(asked, outcome), by);
}

type Event<T extends CountedEvent['type']> = Extract<CountedEvent, { type: T }>;

function addHit(tally: Tally, { from, asked, ms, savedUsd }: Event<'hit'>): void {
  add(tally.totals, HIT_FIELD[from], 1);
  add(tally.totals, 'accepted', 1);
  add(tally.totals, 'completed', 1);
  addSaved(tally, savedUsd, 1);
  addTime(tally, 'hit', ms);
  addAsked(tally, asked, 'hit');
}

function addMissed(tally: Tally, { type, asked }: Event<'missed' | 'joined'>): void {
  add(tally.totals, type, 1);
  add(tally.totals, 'accepted', 1);
  addAsked(tally, asked, type);
}

function addReused(tally: Tally, { from, asked, analyses, ms, savedUsd }: Event<'reused'>): void {
  add(tally.totals, HIT_FIELD[from], 1);
  add(tally.totals, 'reused', 1);
  add(tally.totals, 'completed', analyses);
  addSaved(tally, savedUsd, analyses);
  addTime(tally, 'miss', ms);
  addAsked(tally, asked, 'reused');
}

function addJudged(tally: Tally, { analyses, ms, costUsd }: Event<'judged'>): void {
  add(tally.totals, 'judged', 1);
  add(tally.totals, 'completed', analyses);
  addTime(tally, 'miss', ms);
  if (costUsd === undefined) return;
  // A free judge's calls would only blur what a paid one costs on average.
  if (costUsd > 0) add(tally.totals, 'paid.calls', 1);
  add(tally.totals, 'paid', whole(costUsd * MICROS));
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
      add(tally.totals, FAILED_FIELD[event.code] ?? FAILED_FIELD.internal, event.analyses);
      break;
    case 'evicted':
    case 'expired':
      add(tally.totals, event.type, event.entries);
  }
}
