import type { EverCount } from '@jmj/billing';
import { type Counts, FAILED_FIELD, HIT_FIELD, MICROS } from '@jmj/cache/stats';
import type { HitFigures, Priority } from '@jmj/contracts';
import type { ModelWeather, QueueCounts } from '@jmj/queue';
import { Counter, Gauge, Registry } from 'prom-client';
import { answerDurations } from './answer-durations.ts';
import { tellCosts } from './cost-metrics.ts';
import { tellWeather } from './weather-metrics.ts';

export interface MetricsSources {
  /** What this process has counted since it started. */
  counted(): Counts;
  /** What the whole fleet has counted. */
  ever(): Promise<Counts>;
  /** Over the window of the alert. */
  hits(): Promise<HitFigures>;
  /** By the name of the queue. */
  queues(): Promise<Record<string, QueueCounts>>;
  waitingByClass(): Promise<Record<Priority, number>>;
  /** Photos to fetch. */
  fetchesWaiting(): Promise<Record<Priority | 'held', number>>;
  /** Items of batches that have not ended. */
  batchItems(): Promise<number>;
  /** What the whole fleet has paid for. */
  costs(): Promise<EverCount[]>;
  /** How models are doing, as the whole fleet has seen it. */
  weather(): Promise<ModelWeather[]>;
  /** Whether the hit rate is too low, as of the last check. */
  alertOpen(): boolean;
}

export interface Metrics {
  contentType: string;
  render(): Promise<string>;
}

interface CounterKind {
  name: string;
  help: string;
  /** The field of the counts, or one for each value of `label`. */
  field: string | Record<string, string>;
  label?: string;
  /** The counts are this many times what is told. */
  scale?: number;
}

const COUNTERS: CounterKind[] = [
  { name: 'cache_hits', help: 'Requests answered from the cache', label: 'source', field: HIT_FIELD },
  { name: 'cache_misses', help: 'Requests that a job was added for', field: 'missed' },
  { name: 'cache_collapsed', help: 'Requests that joined a job in flight', field: 'joined' },
  { name: 'cache_reuses', help: 'Misses that a worker answered from the cache after all', field: 'reused' },
  { name: 'cache_evictions', help: 'Entries removed for want of room', field: 'evicted' },
  { name: 'cache_expiries', help: 'Entries whose time was over', field: 'expired' },
  { name: 'analyses_accepted', help: 'Analyses taken in', field: 'accepted' },
  { name: 'analyses_completed', help: 'Analyses that ended with a critique', field: 'completed' },
  { name: 'analyses_failed', help: 'Analyses that ended without', label: 'code', field: FAILED_FIELD },
  { name: 'critiques_judged', help: 'Critiques made by a judge', field: 'judged' },
  { name: 'cost_paid_usd', help: 'Paid to the model provider', field: 'paid', scale: MICROS },
  { name: 'cost_saved_usd', help: 'Not paid, of known price', field: 'saved', scale: MICROS },
];

/** Counters are the recorder's: here they are only told. */
function tellCounters(registers: Registry[], prefix: string, about: string) {
  const counters = COUNTERS.map((kind) => ({
    kind,
    counter: new Counter({
      name: `${prefix}${kind.name}_total`,
      help: `${kind.help}, ${about}`,
      labelNames: kind.label ? [kind.label] : [],
      registers,
    }),
  }));
  return (counts: Counts) => {
    for (const { kind, counter } of counters) {
      counter.reset();
      const { field, label, scale = 1 } = kind;
      if (typeof field === 'string') counter.inc((counts.get(field) ?? 0) / scale);
      else {
        for (const [value, name] of Object.entries(field)) {
          const n = counts.get(name);
          if (n) counter.inc({ [label ?? '']: value }, n / scale);
        }
      }
    }
  };
}

/** Prometheus metrics on a registry of their own. What Redis cannot tell just now is left out, and `jmj_redis_up` is 0. */
export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `jmj_${name}`, help, labelNames, registers });

  const tellProcess = tellCounters(registers, 'jmj_', 'by this process');
  registry.registerMetric(answerDurations('jmj_answer_duration_seconds', sources.counted));
  const tellFleet = tellCounters(registers, 'jmj_fleet_', 'by all processes: the same from each of them');
  const hitRatio = gauge('fleet_cache_hit_ratio', 'Hits among requests, over the window of the alert');
  const asked = gauge('fleet_cache_requests', 'Requests over the window of the alert');
  const low = gauge('hit_rate_alert', '1 while the hit rate is too low');
  const tellPaid = tellCosts(registers);
  const tellModels = tellWeather(registers);
  const jobs = gauge('queue_jobs', 'Jobs of each queue', ['queue', 'state']);
  const waiting = gauge('queue_waiting', 'Analyses that wait to be taken', ['class']);
  const fetches = gauge('fetches_waiting', 'Photos that wait to be fetched; held: to be tried again', [
    'class',
  ]);
  const batched = gauge('batch_items_waiting', 'Items of batches that have not ended');
  const redisUp = gauge('redis_up', '1 when Redis answered this scrape');

  async function readFleet(): Promise<void> {
    for (const one of [hitRatio, asked, batched]) one.set(Number.NaN);
    for (const one of [jobs, waiting, fetches]) one.reset();
    const [ever, hits, counts, byClass, fetching, items, costs, models] = await Promise.all([
      sources.ever(),
      sources.hits(),
      sources.queues(),
      sources.waitingByClass(),
      sources.fetchesWaiting(),
      sources.batchItems(),
      sources.costs(),
      sources.weather(),
    ]);
    tellPaid(costs);
    tellModels(models);
    tellFleet(ever);
    asked.set(hits.asked);
    hitRatio.set(hits.rate ?? Number.NaN);
    for (const [queue, its] of Object.entries(counts))
      for (const [state, n] of Object.entries(its)) jobs.set({ queue, state }, n);
    for (const [name, n] of Object.entries(byClass)) waiting.set({ class: name }, n);
    for (const [name, n] of Object.entries(fetching)) fetches.set({ class: name }, n);
    batched.set(items);
  }

  return {
    contentType: registry.contentType,
    async render() {
      tellProcess(sources.counted());
      low.set(sources.alertOpen() ? 1 : 0);
      const up = await readFleet().then(
        () => true,
        () => false,
      );
      redisUp.set(up ? 1 : 0);
      return registry.metrics();
    },
  };
}
