import type { AnswerTime, HitFigures, Money, Target } from '@jmj/contracts';

/** The four promises the cache was built for. */
const AIMS = { hitRate: 0.4, costSaved: 0.7, answerMs: 10_000, perSecond: 20 } as const;
/** Fewer than this say nothing. */
const ENOUGH = { requests: 100, answers: 20 } as const;

const judge = (enough: boolean, met: boolean): Target['verdict'] => {
  if (!enough) return 'not-enough-data';
  return met ? 'met' : 'not-met';
};

const known = (figure: number | null | undefined): { figure?: number } =>
  figure === null || figure === undefined ? {} : { figure };

/** Whether the promises are kept, with what that stands on. */
export function targets(measured: {
  day: HitFigures;
  month: { hits: HitFigures; money: Money };
  /** From asking to the answer of what had to be made: the slow kind. */
  misses: AnswerTime;
  /** Per second, in the busiest minute. */
  peak: { completed: number; accepted: number };
}): Target[] {
  const { day, month, misses, peak } = measured;
  const { paidUsd, savedUsd } = month.money;
  const bill = paidUsd + savedUsd;
  const costSaved = bill > 0 ? savedUsd / bill : undefined;
  return [
    {
      name: 'hit-rate',
      verdict: judge(day.asked >= ENOUGH.requests, (day.rate ?? 0) > AIMS.hitRate),
      aim: AIMS.hitRate,
      unit: 'share',
      ...known(day.rate),
      sample: day.asked,
      over: 'day',
    },
    {
      name: 'cost',
      verdict: judge(bill > 0 && month.hits.asked >= ENOUGH.requests, (costSaved ?? 0) >= AIMS.costSaved),
      aim: AIMS.costSaved,
      unit: 'share',
      ...known(costSaved),
      sample: month.hits.asked,
      over: 'month',
    },
    {
      name: 'answer-time',
      verdict: judge(misses.answers >= ENOUGH.answers, (misses.p95Ms ?? 0) < AIMS.answerMs),
      aim: AIMS.answerMs,
      unit: 'ms',
      ...known(misses.p95Ms),
      sample: misses.answers,
      over: 'day',
    },
    {
      // Fewer done than that proves nothing while no more were asked for.
      name: 'throughput',
      verdict: judge(
        peak.accepted >= AIMS.perSecond || peak.completed >= AIMS.perSecond,
        peak.completed >= AIMS.perSecond,
      ),
      aim: AIMS.perSecond,
      unit: 'per-second',
      figure: peak.completed,
      sample: Math.round(peak.completed * 60),
      over: 'day',
    },
  ];
}
