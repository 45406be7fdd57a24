import type { AnswerTime, HitFigures, Money, StatsPoint } from '@jmj/contracts';
import { timeQuantile } from './answer-times.ts';
import { type Counts, HIT_FIELD, MICROS, TIME_FIELDS } from './fields.ts';

export const get = (counts: Counts, field: string): number => counts.get(field) ?? 0;

export function sum(all: Counts[]): Counts {
  const total: Counts = new Map();
  for (const counts of all) {
    for (const [field, n] of counts) total.set(field, (total.get(field) ?? 0) + n);
  }
  return total;
}

export const rateOf = (part: number, whole: number): number | null =>
  whole > 0 ? Math.min(1, part / whole) : null;

/**
 * A worker that finds a missed critique after all says so later, perhaps in another bucket: over a short window there may be
 * more found than missed, which counts as none missed.
 */
export function hitFigures(counts: Counts): HitFigures {
  const hits = {
    exact: get(counts, HIT_FIELD.exact),
    l1: get(counts, HIT_FIELD.l1),
    twin: get(counts, HIT_FIELD.twin),
  };
  const misses = Math.max(0, get(counts, 'missed') - get(counts, 'reused'));
  const collapsed = get(counts, 'joined');
  const found = hits.exact + hits.l1 + hits.twin;
  const asked = found + misses + collapsed;
  return {
    rate: rateOf(found, asked),
    exactRate: rateOf(hits.exact, asked),
    l1Rate: rateOf(hits.l1, asked),
    twinRate: rateOf(hits.twin, asked),
    asked,
    hits,
    misses,
    collapsed,
  };
}

export function failures(counts: Counts): { failed: number; failedByCode: Record<string, number> } {
  const byCode = [...counts].flatMap(([field, n]) =>
    field.startsWith('failed.') ? [[field.slice('failed.'.length), n] as const] : [],
  );
  return { failed: byCode.reduce((all, [, n]) => all + n, 0), failedByCode: Object.fromEntries(byCode) };
}

const averageMs = (counts: Counts, kind: 'hit' | 'miss'): number | undefined => {
  const answers = get(counts, TIME_FIELDS[kind].count);
  return answers > 0 ? get(counts, TIME_FIELDS[kind].sum) / answers / 1000 : undefined;
};

export function answerTime(counts: Counts, kind: 'hit' | 'miss'): AnswerTime {
  const slots = TIME_FIELDS[kind].slots.map((field) => get(counts, field));
  return {
    answers: get(counts, TIME_FIELDS[kind].count),
    averageMs: averageMs(counts, kind),
    p50Ms: timeQuantile(slots, 0.5),
    p95Ms: timeQuantile(slots, 0.95),
  };
}

/** The mean price of a paid call, in micro-dollars; 0 when none was paid. */
export const meanPrice = (counts: Counts): number =>
  get(counts, 'paid') / Math.max(1, get(counts, 'paid.calls'));

/** @param price of a call, in micro-dollars, for what was saved at an unknown price */
export function money(counts: Counts, price: number): Money {
  const estimated = get(counts, 'saved.unknown') * price;
  return {
    paidUsd: get(counts, 'paid') / MICROS,
    savedUsd: (get(counts, 'saved') + estimated) / MICROS,
    estimatedUsd: estimated / MICROS,
    paidCalls: get(counts, 'paid.calls'),
  };
}

export function point(at: number, counts: Counts, price: number): StatsPoint {
  const { rate, hits, misses, collapsed } = hitFigures(counts);
  const { paidUsd, savedUsd } = money(counts, price);
  return {
    at: new Date(at).toISOString(),
    hits: hits.exact + hits.l1 + hits.twin,
    twins: hits.twin,
    misses,
    collapsed,
    rate,
    completed: get(counts, 'completed'),
    failed: failures(counts).failed,
    hitMs: averageMs(counts, 'hit') ?? null,
    missMs: averageMs(counts, 'miss') ?? null,
    paidUsd,
    savedUsd,
  };
}
