import { createStatistics } from '@jmj/cache/stats';
import { createAnalyze, createBilling, NO_BUDGETS, NO_LEDGER } from '@jmj/core';
import { createPhotoPreparer, DEFAULT_PHOTO_LIMITS } from '@jmj/photos';
import { createRedisPhotoStore } from '@jmj/photos/store';
import { createImagePlanner } from '@jmj/pricing';
import {
  connectRedis,
  createAnalysisRecords,
  createAnalysisWorker,
  createEventPublisher,
  createFlights,
  warnOfPolicies,
} from '@jmj/queue';
import { announce, configure, createLogger, createQuietWarn, redisUrls, runService } from '@jmj/runtime';
import { createJudges, createLocalJudge, createOpenaiJudge } from '@jmj/vision';
import { workerConfigSchema } from './config.ts';
import { openCritiques } from './critiques.ts';
import { openTwins } from './twins.ts';

/** Beyond the grace given to running analyses: time to hand back and to close, ms. */
const CLOSING_MS = 8000;

const config = configure(workerConfigSchema, process.env);
const log = createLogger({ service: 'worker', level: config.LOG_LEVEL });

await runService(log, config.WORKER_GRACE_MS + CLOSING_MS, async (releasers) => {
  const keyPrefix = config.KEY_PREFIX;
  const urls = redisUrls(config);
  const warn = createQuietWarn(log);
  const open = (role: 'queue' | 'cache' | 'twins') => {
    const redis = connectRedis(urls[role === 'queue' ? 'queue' : 'cache'], {
      name: `jmj-worker-${role}`,
      // Commands wait for a Redis that is away: a finished critique is held until it can be delivered.
      whenDown: role === 'twins' ? 'fail' : 'wait',
      password: config.REDIS_PASSWORD,
      connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
      onError: warn('redis', { role }),
    });
    releasers.push(`redis ${role}`, () => redis.disconnect());
    return redis;
  };
  const queueRedis = open('queue');
  const cacheRedis = open('cache');
  const events = createEventPublisher(queueRedis, keyPrefix);
  releasers.push('event publisher', () => events.close());
  const statistics = createStatistics({
    redis: queueRedis,
    keyPrefix,
    onError: warn('statistics: kept until Redis takes them'),
  });
  releasers.push('statistics', () => statistics.close());

  const openai =
    config.OPENAI_API_KEY === undefined || config.PROVIDER === 'local'
      ? undefined
      : createOpenaiJudge({
          apiKey: config.OPENAI_API_KEY,
          baseUrl: config.OPENAI_BASE_URL,
          timeoutMs: config.OPENAI_TIMEOUT_MS,
        });
  const isShared = urls.cache === urls.queue;
  const { critiques } = openCritiques(
    { cache: cacheRedis, queue: queueRedis, isShared },
    config,
    statistics,
    log,
    releasers,
  );
  void warnOfPolicies({ queue: queueRedis, cache: cacheRedis }, isShared, (text) => log.warn(text));
  const onTrouble = (err: unknown) => log.warn({ err }, 'twins: not looked for, or not remembered');
  const { sketch, twins } =
    config.TWINS === 'on'
      ? openTwins(
          {
            redis: open('twins'),
            critiques,
            maxBytes: isShared ? config.CACHE_MAX_BYTES : 0,
            keyPrefix,
            onTrouble,
          },
          releasers,
        )
      : {};
  const handlers = createAnalyze({
    critiques,
    photos: createRedisPhotoStore({
      redis: queueRedis,
      ttlSeconds: config.PHOTO_TTL_SECONDS,
      maxBytes: config.PHOTO_STORE_MAX_BYTES,
      prefix: keyPrefix,
    }),
    preparer: createPhotoPreparer({ ...DEFAULT_PHOTO_LIMITS, maxPixels: config.MAX_PIXELS }, { sketch }),
    twins,
    planner: createImagePlanner(),
    billing: createBilling({ budgets: NO_BUDGETS, ledger: NO_LEDGER }),
    judge: createJudges({ openai, local: createLocalJudge() }),
    records: createAnalysisRecords(queueRedis, keyPrefix),
    flights: createFlights(queueRedis, keyPrefix),
    events,
    statistics,
    cacheTtlSeconds: config.CACHE_TTL_SECONDS,
    onBackgroundError: (err) => log.warn({ err }, 'in the background'),
  });
  const worker = createAnalysisWorker(queueRedis, {
    concurrency: config.WORKER_CONCURRENCY,
    handlers,
    log,
    lockMs: config.WORKER_LOCK_MS,
    stalledCheckMs: Math.max(500, Math.floor(config.WORKER_LOCK_MS / 3)),
    keyPrefix,
  });
  releasers.push('worker', () => worker.close(config.WORKER_GRACE_MS));
  log.info({ concurrency: config.WORKER_CONCURRENCY, judges: openai ? 'openai, local' : 'local' }, 'ready');
  announce('worker');
});
