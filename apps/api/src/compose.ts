import { createUserIndex } from '@jmj/cache';
import { createStatistics } from '@jmj/cache/stats';
import { createFollow, createSubmit, judgeIdentity } from '@jmj/core';
import { createRedisPhotoStore } from '@jmj/photos/store';
import {
  connectRedis,
  createAnalysisQueue,
  createAnalysisRecords,
  createEventPublisher,
  createEventSubscriber,
  createFlights,
  readyWithin,
  warnOfPolicies,
} from '@jmj/queue';
import { createQuietWarn, type Logger, type Releasers, redisUrls } from '@jmj/runtime';
import type { FastifyInstance } from 'fastify';
import { createAccess } from './access.ts';
import { createAdminGate } from './admin-gate.ts';
import { buildApp } from './app.ts';
import type { ApiConfig } from './config.ts';
import { openCritiques } from './critiques.ts';
import { openOperations } from './operations.ts';

const START_PATIENCE_MS = 5000;

/** Photos of a warm-up wait until nobody else does: they may fill half the store, so that there is room for those who wait. */
const warmPhotoBytes = (config: ApiConfig): number =>
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
  const open = (role: 'queue' | 'cache' | 'replica', url: string) => {
    const redis = connectRedis(url, {
      name: `jmj-api-${role}`,
      whenDown: 'fail',
      password: config.REDIS_PASSWORD,
      connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
      onError: warn('redis', { role }),
    });
    releasers.push(`redis ${role}`, () => redis.disconnect());
    return redis;
  };
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
  const queue = createAnalysisQueue(queueRedis, { keyPrefix });
  releasers.push('queue', () => queue.close());
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
  const { critiques, clear, occupancy } = openCritiques(
    { cache: cacheRedis, queue: queueRedis, replica, isShared },
    config,
    statistics,
    log,
    releasers,
  );
  const { reader, metrics } = openOperations(
    { redis: queueRedis, statistics, queue, occupancy },
    config,
    log,
    releasers,
  );

  const judge = judgeIdentity({
    provider: config.PROVIDER,
    openaiModel: config.OPENAI_MODEL,
    hasOpenaiKey: config.OPENAI_API_KEY !== undefined,
  });
  const access = createAccess(config.API_KEYS, config.OPEN_ON_LOOPBACK);
  const submitting = {
    judge,
    critiques,
    records,
    flights,
    queue,
    users: createUserIndex(queueRedis, keyPrefix),
    analysisTtlSeconds: config.ANALYSIS_TTL_SECONDS,
    onBackgroundError: (err: unknown) => log.warn({ err }, 'in the background'),
  };
  const app = await buildApp({
    log,
    access,
    admin: { gate: createAdminGate(config.ADMIN_KEY, access), report: reader.report, clearCache: clear },
    metrics,
    submit: createSubmit({ ...submitting, photos, statistics }),
    // Not counted: what is asked for in advance is no traffic, and its hits save nothing.
    submitWarm: createSubmit({ ...submitting, photos: openPhotos(warmPhotoBytes(config)), priority: 'warm' }),
    follow: createFollow({ records, flights, critiques, photos, events: { ...publisher, ...subscriber } }),
    checks: { redis: async () => (await queueRedis.ping()) === 'PONG' },
    maxUploadBytes: config.MAX_UPLOAD_BYTES,
    playgroundDir: config.PLAYGROUND_DIR,
  });
  releasers.push('http', () => app.close());
  return app;
}
