import { createBudgetRules } from '@jmj/billing';
import { createUserIndex } from '@jmj/cache';
import { createStatistics } from '@jmj/cache/stats';
import {
  createEstimates,
  createFollow,
  createSubmit,
  createSubmitUrl,
  judgeIdentity,
  variantsOf,
} from '@jmj/core';
import { openEraser } from '@jmj/erasing';
import { createRedisPhotoStore } from '@jmj/photos/store';
import { openPricing } from '@jmj/pricing';
import {
  createAnalysisQueue,
  createAnalysisRecords,
  createBatchAccount,
  createConnections,
  createEventPublisher,
  createEventSubscriber,
  createFetchQueue,
  createFlights,
  createQuarantine,
  readyWithin,
  startSweeping,
  warnOfPolicies,
} from '@jmj/queue';
import { createQuietWarn, type Logger, type Releasers, redisUrls } from '@jmj/runtime';
import type { FastifyInstance } from 'fastify';
import { createAdminGate } from './admin-gate.ts';
import { buildApp } from './app.ts';
import { openBatches } from './batches.ts';
import { openBudgets } from './budgets.ts';
import type { ApiConfig } from './config.ts';
import { openCritiques } from './critiques.ts';
import { openKeys } from './keys.ts';
import { openLoad } from './load/open.ts';
import { openOperations } from './operations.ts';

const START_PATIENCE_MS = 5000;

/** Photos of a warm-up or a batch wait until nobody else does: they may fill half the store, so that there is room for those who wait. */
const patientPhotoBytes = (config: ApiConfig): number =>
  Math.max(Math.floor(config.PHOTO_STORE_MAX_BYTES / 2), config.MAX_UPLOAD_BYTES);

/** Opens what the api needs, pushes each closer, and hands the parts to one another. Nothing listens yet. */
export async function composeApi(
  config: ApiConfig,
  log: Logger,
  releasers: Releasers,
): Promise<FastifyInstance> {
  const keyPrefix = config.KEY_PREFIX;
  const urls = redisUrls(config);
  const warn = createQuietWarn(log);
  const open = createConnections({
    service: 'api',
    password: config.REDIS_PASSWORD,
    connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
    warn,
    releasers,
  });
  const queueRedis = open('queue', urls.queue);
  const cacheRedis = open('cache', urls.cache);
  const replica =
    config.CACHE_REPLICA_URL === undefined ? undefined : open('replica', config.CACHE_REPLICA_URL);
  if (!(await readyWithin(queueRedis, START_PATIENCE_MS)))
    log.warn('starting without Redis: requests get 503');
  await warnOfPolicies({ queue: queueRedis, cache: cacheRedis }, urls.cache === urls.queue, (text) =>
    log.warn(text),
  );

  const records = createAnalysisRecords(queueRedis, keyPrefix);
  const flights = createFlights(queueRedis, keyPrefix);
  const openPhotos = (maxBytes: number) =>
    createRedisPhotoStore({
      redis: queueRedis,
      ttlSeconds: config.PHOTO_TTL_SECONDS,
      maxBytes,
      prefix: keyPrefix,
    });
  const photos = openPhotos(config.PHOTO_STORE_MAX_BYTES);
  const retentionSeconds = config.JOB_RETENTION_SECONDS;
  const queue = createAnalysisQueue(queueRedis, { keyPrefix, retentionSeconds });
  releasers.push('queue', () => queue.close());
  const fetches = createFetchQueue(queueRedis, { keyPrefix });
  releasers.push('fetch queue', () => fetches.close());
  const queues = { queue, fetches, batchAccount: createBatchAccount(queueRedis, keyPrefix) };
  const publisher = createEventPublisher(queueRedis, keyPrefix);
  releasers.push('event publisher', () => publisher.close());
  const subscriber = createEventSubscriber(queueRedis, warn('event stream'), keyPrefix);
  releasers.push('event subscriber', () => subscriber.close());
  const statistics = createStatistics({
    redis: queueRedis,
    keyPrefix,
    onError: warn('statistics: kept until Redis takes them'),
  });
  releasers.push('statistics', () => statistics.close());
  const isShared = urls.cache === urls.queue;
  const { critiques, surely, store, clear, occupancy } = openCritiques(
    { cache: cacheRedis, queue: queueRedis, replica, isShared },
    config,
    statistics,
    log,
    releasers,
  );
  const { reader, costs, metrics } = openOperations(
    { redis: queueRedis, statistics, ...queues, occupancy },
    config,
    log,
    releasers,
  );

  const judge = judgeIdentity({
    provider: config.PROVIDER,
    openaiModel: config.OPENAI_MODEL,
    hasOpenaiKey: config.OPENAI_API_KEY !== undefined,
  });
  const pricing = openPricing({
    redis: queueRedis,
    keyPrefix,
    cataloguePath: config.MODEL_CATALOGUE,
    model: judge.model,
    standIns: judge.standIns,
    now: new Date(),
    warn: (message) => log.warn(message),
    onError: warn('what was learned of models cannot be read'),
  });
  releasers.push('pricing', pricing.close);
  const keys = await openKeys({ redis: queueRedis, onError: warn('keys') }, config, log, releasers);
  const { access, wrongKeys } = keys;
  const budgets = openBudgets(queueRedis, keyPrefix, warn('billing: a figure could not be written'));
  const onBackgroundError = (err: unknown) => log.warn({ err }, 'in the background');
  const eraser = openEraser({
    ...{ queue: queueRedis, cache: cacheRedis, store, keyPrefix, onBackgroundError },
    variantsOf: (fingerprint) => variantsOf(fingerprint, judge),
  });
  releasers.push('eraser', eraser.close);
  const sweeping = startSweeping(queueRedis, {
    keyPrefix,
    retentionSeconds,
    onError: warn('could not remove old jobs'),
  });
  releasers.push('sweeper of old jobs', sweeping.stop);
  const quarantine = createQuarantine(queueRedis, keyPrefix);
  const submitting = {
    judge,
    quarantine,
    critiques,
    records,
    flights,
    queue,
    users: createUserIndex(queueRedis, keyPrefix),
    estimator: pricing.estimator,
    budgets,
    erasing: eraser,
    analysisTtlSeconds: config.ANALYSIS_TTL_SECONDS,
    maxPixels: config.MAX_PIXELS,
    onBackgroundError,
  };
  const follow = createFollow({
    records,
    flights,
    critiques,
    surely,
    photos,
    budgets,
    events: { ...publisher, ...subscriber },
  });
  const patientPhotos = openPhotos(patientPhotoBytes(config));
  const batches = openBatches(
    {
      ...submitting,
      ...{ follow, statistics, redis: queueRedis, keyPrefix, photos: patientPhotos },
      batchApiMin: config.BATCH_API_MIN,
    },
    releasers,
  );
  const app = await buildApp({
    log,
    access,
    admin: {
      gate: createAdminGate(config.ADMIN_KEY, access, wrongKeys),
      report: reader.report,
      clearCache: clear,
    },
    metrics,
    costs: { costs, savedUsd: async () => (await reader.report('day')).cost.month.savedUsd },
    quarantine,
    budgetRules: createBudgetRules({ redis: queueRedis, keyPrefix }),
    keys,
    submit: createSubmit({ ...submitting, photos, statistics }),
    submitUrl: createSubmitUrl({ ...submitting, fetches }),
    // Not counted: what is asked for in advance is no traffic, and its hits save nothing.
    submitWarm: createSubmit({ ...submitting, photos: patientPhotos, priority: 'warm' }),
    follow,
    erase: eraser.erase,
    batches,
    estimates: createEstimates({ judge, critiques, ...pricing }),
    load: openLoad({ redis: queueRedis, ...queues, warn: (message) => warn(message) }, config),
    checks: { redis: async () => (await queueRedis.ping()) === 'PONG' },
    maxUploadBytes: config.MAX_UPLOAD_BYTES,
    playgroundDir: config.PLAYGROUND_DIR,
  });
  releasers.push('http', () => app.close());
  return app;
}
