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

/** Adds one event to a tally. */
export function addEvent(tally: Tally, event: CountedEvent): void {
  const { totals } = tally;
  switch (event.type) {
    case 'hit':
      add(totals, HIT_FIELD[event.from], 1);
      add(totals, 'accepted', 1);
      add(totals, 'completed', 1);
      addSaved(tally, event.savedUsd, 1);
      addTime(tally, 'hit', event.ms);
      return addAsked(tally, event.asked, 'hit');
    case 'missed':
    case 'joined':
      add(totals, event.type, 1);
      add(totals, 'accepted', 1);
      return addAsked(tally, event.asked, event.type);
    case 'reused':
      add(totals, HIT_FIELD[event.from], 1);
      add(totals, 'reused', 1);
      add(totals, 'completed', event.analyses);
      addSaved(tally, event.savedUsd, event.analyses);
      addTime(tally, 'miss', event.ms);
      return addAsked(tally, event.asked, 'reused');
    case 'judged':
      add(totals, 'judged', 1);
      add(totals, 'completed', event.analyses);
      addTime(tally, 'miss', event.ms);
      if (event.costUsd === undefined) return;
      add(totals, 'paid.calls', 1);
      add(totals, 'paid', whole(event.costUsd * MICROS));
      return addSaved(tally, event.costUsd, Math.max(0, event.analyses - 1));
    case 'failed':
      return add(totals, FAILED_FIELD[event.code] ?? FAILED_FIELD.internal, event.analyses);
    case 'evicted':
    case 'expired':
      return add(totals, event.type, event.entries);
  }
}
