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
} from '@jmj/queue';
import { type Logger, type Releasers, redisUrls } from '@jmj/runtime';
import type { FastifyInstance } from 'fastify';
import { createAccess } from './access.ts';
import { createAdminGate } from './admin-gate.ts';
import { buildApp } from './app.ts';
import type { ApiConfig } from './config.ts';
import { openCritiques } from './critiques.ts';
import { openOperations } from './operations.ts';

const START_PATIENCE_MS = 5000;

/** Opens what the api needs, pushes each closer, and hands the parts to one another. Nothing listens yet. */
export async function composeApi(
  config: ApiConfig,
  log: Logger,
  releasers: Releasers,
): Promise<FastifyInstance> {
  const keyPrefix = config.KEY_PREFIX;
  const urls = redisUrls(config);
  const open = (role: 'queue' | 'cache') => {
    const redis = connectRedis(urls[role], {
      name: `jmj-api-${role}`,
      whenDown: 'fail',
      password: config.REDIS_PASSWORD,
      connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
      onError: (err) => log.warn({ err, role }, 'redis'),
    });
    releasers.push(`redis ${role}`, () => redis.disconnect());
    return redis;
  };
  const queueRedis = open('queue');
  const cacheRedis = open('cache');
  if (!(await readyWithin(queueRedis, START_PATIENCE_MS)))
    log.warn('starting without Redis: requests get 503');

  const { critiques, clear } = openCritiques(cacheRedis, config, log, releasers);
  const records = createAnalysisRecords(queueRedis, keyPrefix);
  const flights = createFlights(queueRedis, keyPrefix);
  const photos = createRedisPhotoStore({
    redis: queueRedis,
    ttlSeconds: config.PHOTO_TTL_SECONDS,
    maxBytes: config.PHOTO_STORE_MAX_BYTES,
    prefix: keyPrefix,
  });
  const queue = createAnalysisQueue(queueRedis, { keyPrefix });
  releasers.push('queue', () => queue.close());
  const publisher = createEventPublisher(queueRedis, keyPrefix);
  releasers.push('event publisher', () => publisher.close());
  const subscriber = createEventSubscriber(queueRedis, (err) => log.warn({ err }, 'event stream'), keyPrefix);
  releasers.push('event subscriber', () => subscriber.close());
  const statistics = createStatistics({
    redis: queueRedis,
    keyPrefix,
    onError: (err) => log.warn({ err }, 'statistics: kept until Redis takes them'),
  });
  releasers.push('statistics', () => statistics.close());
  const { reader, metrics } = openOperations(
    { redis: queueRedis, statistics, queue },
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
  const app = await buildApp({
    log,
    access,
    admin: { gate: createAdminGate(config.ADMIN_KEY, access), report: reader.report, clearCache: clear },
    metrics,
    submit: createSubmit({
      judge,
      critiques,
      photos,
      records,
      flights,
      queue,
      users: createUserIndex(queueRedis, keyPrefix),
      statistics,
      analysisTtlSeconds: config.ANALYSIS_TTL_SECONDS,
      onBackgroundError: (err) => log.warn({ err }, 'in the background'),
    }),
    follow: createFollow({ records, flights, critiques, photos, events: { ...publisher, ...subscriber } }),
    checks: { redis: async () => (await queueRedis.ping()) === 'PONG' },
    maxUploadBytes: config.MAX_UPLOAD_BYTES,
    playgroundDir: config.PLAYGROUND_DIR,
  });
  releasers.push('http', () => app.close());
  return app;
}
