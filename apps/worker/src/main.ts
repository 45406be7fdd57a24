import { createUserIndex } from '@jmj/cache';
import { createStatistics } from '@jmj/cache/stats';
import { createAnalyze, judgeIdentity, type Ledger, variantsOf } from '@jmj/core';
import { openEraser } from '@jmj/erasing';
import { createPhotoPreparer, createTaster, DEFAULT_PHOTO_LIMITS, setUpDecoder } from '@jmj/photos';
import { createRedisPhotoStore } from '@jmj/photos/store';
import { learnFrom, openPricing } from '@jmj/pricing';
import {
  createAnalysisRecords,
  createAnalysisWorker,
  createEventPublisher,
  createFlights,
  createOpenings,
  createQuarantine,
  warnOfPolicies,
} from '@jmj/queue';
import { announce, configure, createLogger, createQuietWarn, redisUrls, runService } from '@jmj/runtime';
import { createJudges, createLocalJudge, createOpenaiBatches, createOpenaiJudge } from '@jmj/vision';
import { openBatches } from './batches.ts';
import { openBilling } from './billing.ts';
import { workerConfigSchema } from './config.ts';
import { openConnections } from './connections.ts';
import { openCritiques } from './critiques.ts';
import { openFetching } from './fetching.ts';
import { openHealth } from './health.ts';
import { createWorkerMetrics } from './metrics.ts';
import { openOrphans } from './orphans.ts';
import { openSweeping } from './sweeping.ts';
import { openTwins } from './twins.ts';
import { openWeather } from './weather.ts';

/** Beyond the grace given to running analyses: time to hand back and to close, ms. */
const CLOSING_MS = 8000;

const config = configure(workerConfigSchema, process.env);
const log = createLogger({ service: 'worker', level: config.LOG_LEVEL });

await runService(log, config.WORKER_GRACE_MS + CLOSING_MS, async (releasers) => {
  const keyPrefix = config.KEY_PREFIX;
  const urls = redisUrls(config);
  const warn = createQuietWarn(log);
  const open = openConnections(urls, {
    service: 'worker',
    password: config.REDIS_PASSWORD,
    connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
    warn,
    releasers,
  });
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

  const identity = judgeIdentity({
    provider: config.PROVIDER,
    openaiModel: config.OPENAI_MODEL,
    hasOpenaiKey: config.OPENAI_API_KEY !== undefined,
    fallbackLocal: config.FALLBACK_LOCAL === 'on',
  });
  const pricing = openPricing({
    redis: queueRedis,
    keyPrefix,
    cataloguePath: config.MODEL_CATALOGUE,
    model: identity.model,
    standIns: identity.standIns,
    now: new Date(),
    warn: (message) => log.warn(message),
    onError: warn('what was learned of models cannot be read'),
  });
  releasers.push('pricing', pricing.close);
  const account =
    config.OPENAI_API_KEY === undefined || config.PROVIDER === 'local'
      ? undefined
      : {
          apiKey: config.OPENAI_API_KEY,
          baseUrl: config.OPENAI_BASE_URL,
          timeoutMs: config.OPENAI_TIMEOUT_MS,
          catalogue: pricing.catalogue,
        };
  const openai = account && createOpenaiJudge({ ...account, flexTimeoutMs: config.OPENAI_FLEX_TIMEOUT_MS });
  const provider = account && createOpenaiBatches(account);
  const isShared = urls.cache === urls.queue;
  const { critiques: kept, layers } = openCritiques(
    { cache: cacheRedis, queue: queueRedis, isShared },
    config,
    statistics,
    log,
    releasers,
  );
  const photos = createRedisPhotoStore({
    redis: queueRedis,
    ttlSeconds: config.PHOTO_TTL_SECONDS,
    maxBytes: config.PHOTO_STORE_MAX_BYTES,
    prefix: keyPrefix,
  });
  const onBackgroundError = (err: unknown) => log.warn({ err }, 'in the background');
  const eraser = openEraser({
    ...{ queue: queueRedis, cache: cacheRedis, store: layers.store, keyPrefix, onBackgroundError },
    variantsOf: (fingerprint) => variantsOf(fingerprint, identity),
  });
  releasers.push('eraser', eraser.close);
  const { guard } = eraser;
  const critiques = guard.critiques(kept);
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
            guard,
            onTrouble,
          },
          releasers,
        )
      : {};
  setUpDecoder();
  const records = createAnalysisRecords(queueRedis, keyPrefix);
  const watch = (ledger: Ledger) => learnFrom(ledger, pricing.book, warn('nothing was learned from a call'));
  const onError = warn('billing: a figure could not be written');
  const billing = guard.billing(
    openBilling({ redis: queueRedis, keyPrefix, records, log, watch, onError }, releasers),
  );
  const metrics = createWorkerMetrics();
  const parts = {
    critiques,
    photos,
    preparer: metrics.timedPreparer(
      createPhotoPreparer({ ...DEFAULT_PHOTO_LIMITS, maxPixels: config.MAX_PIXELS }, { sketch }),
    ),
    twins,
    planner: pricing.planner,
    billing,
    judge: metrics.timedJudge(createJudges({ openai, local: createLocalJudge() })),
    taste: createTaster({ maxPixels: config.MAX_PIXELS }),
    weather: openWeather(queueRedis, config, log, releasers),
    records,
    flights: createFlights(queueRedis, keyPrefix),
    events,
    statistics,
    cacheTtlSeconds: config.CACHE_TTL_SECONDS,
    erasing: eraser,
    // A job of a dead worker waits for half of its lock at least.
    openings: createOpenings(queueRedis, { silentMs: config.WORKER_LOCK_MS / 2, keyPrefix }),
    quarantine: createQuarantine(queueRedis, keyPrefix),
    onBackgroundError,
  };
  const handlers = createAnalyze({
    ...parts,
    chain: [identity.model, ...(identity.standIns ?? [])],
    users: createUserIndex(queueRedis, keyPrefix),
  });
  openOrphans(
    { ...parts, redis: queueRedis, keyPrefix, log, onError: warn('could not look for lost jobs') },
    releasers,
  );
  openSweeping({ queue: queueRedis, cache: cacheRedis, isShared }, config, warn, releasers);
  const health = await openHealth(config, log, releasers, metrics, (stalledMs) => {
    // What hangs cannot be waited for: others take its jobs over once their locks have run out.
    log.fatal({ stalledMs }, 'jobs wait and nothing moves: ending, to be started again');
    process.exit(1);
  });
  const jobsRedis = open('jobs');
  const worker = createAnalysisWorker(jobsRedis, {
    concurrency: config.WORKER_CONCURRENCY,
    handlers: { ...handlers, isErased: guard.isNobodys },
    log,
    lockMs: config.WORKER_LOCK_MS,
    patienceMs: config.PROVIDER_PATIENCE_SECONDS * 1000,
    tenantConcurrency: config.TENANT_CONCURRENCY,
    patientShare: config.PATIENT_SHARE,
    stalledCheckMs: Math.max(500, Math.floor(config.WORKER_LOCK_MS / 3)),
    keyPrefix,
    pulse: health.pulses.analyses,
  });
  releasers.push('worker', () => worker.close(config.WORKER_GRACE_MS));
  openFetching(
    {
      ...parts,
      judge: identity,
      estimator: pricing.estimator,
      redis: queueRedis,
      jobs: jobsRedis,
      keyPrefix,
      log,
      concurrency: config.FETCH_CONCURRENCY,
      lockMs: config.WORKER_LOCK_MS,
      maxPixels: config.MAX_PIXELS,
      pulse: health.pulses.fetches,
      fetcher: { maxBytes: config.MAX_UPLOAD_BYTES },
      onBillingError: onError,
    },
    releasers,
  );
  openBatches(
    { queue: queueRedis, jobs: jobsRedis },
    { ...parts, provider, pulse: health.pulses.batches },
    config,
    log,
    releasers,
  );
  log.info({ concurrency: config.WORKER_CONCURRENCY, judges: openai ? 'openai, local' : 'local' }, 'ready');
  announce(health.address ?? 'worker');
});
