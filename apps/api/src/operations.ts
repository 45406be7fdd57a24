import { type CostReader, createCostReader } from '@jmj/billing';
import {
  createHitRateAlert,
  createStatisticsReader,
  type StatisticsReader,
  type StatisticsRecorder,
} from '@jmj/cache/stats';
import type { Occupancy } from '@jmj/contracts';
import {
  type AnalysisQueueHandle,
  type BatchAccount,
  createSideQueues,
  createWeatherReport,
  type FetchQueueHandle,
} from '@jmj/queue';
import { createWebhook, type Logger, type Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';
import { watchHitRate } from './alert.ts';
import type { ApiConfig } from './config.ts';
import { createMetrics, type Metrics } from './metrics.ts';

export interface Operations {
  reader: StatisticsReader;
  costs: CostReader;
  metrics: Metrics;
}

/** What the person who runs the service looks at: figures, metrics, and the alert, which watches from now on. */
export function openOperations(
  deps: {
    redis: Redis;
    statistics: StatisticsRecorder;
    queue: AnalysisQueueHandle;
    fetches: Pick<FetchQueueHandle, 'waiting'>;
    batchAccount: BatchAccount;
    /** What the cache holds now. */
    occupancy?: (() => Promise<Occupancy>) | undefined;
  },
  config: ApiConfig,
  log: Logger,
  releasers: Releasers,
): Operations {
  const { redis, statistics, queue, fetches, batchAccount, occupancy } = deps;
  const keyPrefix = config.KEY_PREFIX;
  const windowSeconds = config.HIT_RATE_ALERT_WINDOW;
  const reader = createStatisticsReader({
    redis,
    keyPrefix,
    occupancy,
    redisMonthlyCost: config.REDIS_MONTHLY_COST,
  });
  const alert = createHitRateAlert({
    redis,
    keyPrefix,
    hits: reader.hits,
    windowSeconds,
    threshold: config.HIT_RATE_ALERT,
    minAsked: config.HIT_RATE_ALERT_MIN,
    post: config.ALERT_WEBHOOK_URL === undefined ? undefined : createWebhook(config.ALERT_WEBHOOK_URL),
    onChange: ({ low, rate, asked }) => {
      const figures = { rate, asked, windowSeconds };
      if (low) log.warn(figures, 'hit rate is too low');
      else log.info(figures, 'hit rate is back');
    },
    onPostFailed: (err) => log.warn({ err }, 'the alert could not be told: trying again at the next check'),
  });
  const watch = watchHitRate(alert, (err) => log.debug({ err }, 'hit rate not checked'));
  releasers.push('hit rate watch', watch.close);
  const costs = createCostReader({ redis, keyPrefix });
  const side = createSideQueues(redis, keyPrefix);
  releasers.push('queues of fetches and batches', () => side.close());
  const metrics = createMetrics({
    costs: costs.ever,
    counted: statistics.counted,
    ever: reader.ever,
    hits: () => reader.hits(windowSeconds),
    queues: async () => ({ analyses: await queue.counts(), ...(await side.counts()) }),
    waitingByClass: queue.waitingByClass,
    fetchesWaiting: fetches.waiting,
    batchItems: batchAccount.waiting,
    weather: createWeatherReport(redis, keyPrefix),
    alertOpen: watch.open,
  });
  return { reader, costs, metrics };
}
