import { type Counts, TIME_BOUNDS_MS, TIME_FIELDS } from '@jmj/cache/stats';
import type { Histogram, MetricValueWithName } from 'prom-client';

/** Every second bound is told: each twice the one before. */
const TOLD_EVERY = 2;
/** Microseconds in a second. */
const MICROS = 1_000_000;

type Values = MetricValueWithName<'answer' | 'le'>[];

function valuesOf(name: string, counts: Counts, answer: 'hit' | 'miss'): Values {
  const { count, sum, slots } = TIME_FIELDS[answer];
  const answers = counts.get(count) ?? 0;
  let below = 0;
  const buckets = TIME_BOUNDS_MS.flatMap((bound, n) => {
    below += counts.get(slots[n] ?? '') ?? 0;
    if (n % TOLD_EVERY !== 0) return [];
    return [{ metricName: `${name}_bucket`, labels: { answer, le: bound / 1000 }, value: below }];
  });
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { answer, le: '+Inf' }, value: answers },
    { metricName: `${name}_sum`, labels: { answer }, value: (counts.get(sum) ?? 0) / MICROS },
    { metricName: `${name}_count`, labels: { answer }, value: answers },
  ];
}

/**
 * A histogram that is counted elsewhere. prom-client's own can only be filled one observation at a time; its registry asks a
 * metric for no more than its name and `get` (lib/registry.js, `getMetricsAsString`).
 */
export function answerDurations(name: string, counted: () => Counts): Histogram<'answer' | 'le'> {
  const metric = {
    name,
    async get() {
      const counts = counted();
      return {
        name,
        help: 'From asking to the answer: of hits, and of what had to be made',
        type: 'histogram',
        aggregator: 'sum',
        values: [...valuesOf(name, counts, 'hit'), ...valuesOf(name, counts, 'miss')],
      };
    },
  };
  return metric as unknown as Histogram<'answer' | 'le'>;
}
