import { createStatistics, type StatisticsRecorder } from '@jmj/cache/stats';
import type { HitFigures } from '@jmj/contracts';
import { Redis } from 'ioredis';
import { createMetrics, type MetricsSources } from './metrics.ts';

const ASKED = { tone: 'roast', language: 'fr', photoType: 'general' } as const;

/** Counts, and delivers nowhere. */
let recorder: StatisticsRecorder;
let redis: Redis;
beforeEach(() => {
  redis = new Redis({ lazyConnect: true });
  recorder = createStatistics({ redis });
});
afterEach(async () => {
  await recorder.close();
  redis.disconnect();
});

const metrics = (sources: Partial<MetricsSources> = {}) =>
  createMetrics({
    counted: recorder.counted,
    ever: async () => new Map([['paid', 1_250_000]]),
    hits: async () => ({ rate: 0.25, asked: 8 }) as HitFigures,
    queues: async () => ({
      analyses: { waiting: 3, active: 2, delayed: 1, failed: 0 },
      batches: { waiting: 0, active: 1, delayed: 4, failed: 0 },
    }),
    costs: async () => [
      { what: 'microUsd', model: 'gpt-5-mini', tier: 'flex', kind: '', n: 331 },
      { what: 'calls', model: 'gpt-5-mini', tier: 'flex', kind: 'completed', n: 2 },
      { what: 'tokens', model: 'gpt-5-mini', tier: 'flex', kind: 'input_cached', n: 1024 },
      { what: 'refused', model: '', tier: '', kind: 'local', n: 3 },
    ],
    waitingByClass: async () => ({ live: 1, economy: 2, warm: 0 }),
    fetchesWaiting: async () => ({ live: 4, economy: 0, warm: 0, held: 1 }),
    batchItems: async () => 700,
    weather: async () => [
      {
        model: 'gpt-6-luna',
        breaker: 'open',
        flying: 3,
        requestsPerMinute: 500,
        counts: { calls: 90, refused: 1, held: 7, opened: 2, paused: 0 },
      },
    ],
    alertOpen: () => true,
    ...sources,
  });

const samples = (text: string) =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

test('the counts of this process, of the fleet, of the queue and of the alert are told', async () => {
  recorder.count({ type: 'hit', from: 'l1', asked: ASKED, ms: 0.7, savedUsd: 0.002 });
  recorder.count({ type: 'missed', asked: ASKED });
  recorder.count({ type: 'failed', code: 'provider-timeout', analyses: 2 });
  const told = metrics();
  await told.render();
  const text = await told.render(); // telling does not count
  expect(samples(text)).toMatchObject({
    'jmj_cache_hits_total{source="l1"}': 1,
    jmj_cache_misses_total: 1,
    jmj_analyses_accepted_total: 2,
    jmj_cost_saved_usd_total: 0.002,
    'jmj_analyses_failed_total{code="provider-timeout"}': 2,
    jmj_fleet_cost_paid_usd_total: 1.25,
    jmj_fleet_cache_hit_ratio: 0.25,
    jmj_fleet_cache_requests: 8,
    'jmj_queue_jobs{queue="analyses",state="waiting"}': 3,
    'jmj_queue_jobs{queue="batches",state="delayed"}': 4,
    'jmj_queue_waiting{class="economy"}': 2,
    'jmj_fetches_waiting{class="live"}': 4,
    jmj_batch_items_waiting: 700,
    'jmj_fleet_cost_micro_usd_total{gen_ai_request_model="gpt-5-mini",service_tier="flex"}': 331,
    'jmj_fleet_gen_ai_client_operations_total{gen_ai_request_model="gpt-5-mini",service_tier="flex",outcome="completed"}': 2,
    'jmj_fleet_gen_ai_client_token_usage_total{gen_ai_request_model="gpt-5-mini",service_tier="flex",gen_ai_token_type="input_cached"}': 1024,
    'jmj_fleet_budget_refusals_total{how="local"}': 3,
    'jmj_fleet_provider_breaker{gen_ai_request_model="gpt-6-luna"}': 2,
    'jmj_fleet_provider_requests_per_minute{gen_ai_request_model="gpt-6-luna"}': 500,
    'jmj_fleet_provider_calls_total{gen_ai_request_model="gpt-6-luna"}': 90,
    'jmj_fleet_provider_waits_total{gen_ai_request_model="gpt-6-luna"}': 7,
    jmj_hit_rate_alert: 1,
    jmj_redis_up: 1,
  });
});

test('answer times are a histogram as Prometheus wants it: cumulative, with a sum and a count', async () => {
  for (const ms of [0.4, 0.7, 3, 500_000]) recorder.count({ type: 'hit', from: 'exact', asked: ASKED, ms });
  const text = await metrics().render();
  const told = samples(text);
  const bucket = (le: string) => told[`jmj_answer_duration_seconds_bucket{answer="hit",le="${le}"}`];
  expect(text).toContain('# TYPE jmj_answer_duration_seconds histogram');
  expect([bucket('0.0005'), bucket('0.001'), bucket('0.004'), bucket('131.072'), bucket('+Inf')]).toEqual([
    1, 2, 3, 3, 4,
  ]);
  expect(told['jmj_answer_duration_seconds_count{answer="hit"}']).toBe(4);
  expect(told['jmj_answer_duration_seconds_sum{answer="hit"}']).toBeCloseTo(500.0041, 6);
});

test('without Redis the scrape still answers, and says so', async () => {
  const away = () => Promise.reject(new Error('away'));
  const told = metrics();
  await told.render();
  const without = metrics({ ever: away, hits: away, queues: away });
  expect(samples(await without.render())).toMatchObject({
    jmj_redis_up: 0,
    jmj_fleet_cache_hit_ratio: Number.NaN,
  });
});

test('names keep to the conventions, and there are few series', async () => {
  const text = await metrics().render();
  const counters = [...text.matchAll(/# TYPE (\S+) counter/g)].map(([, name]) => name);
  expect(counters.every((name) => name?.endsWith('_total'))).toBe(true);
  expect(Object.keys(samples(text)).length).toBeLessThan(150);
});
