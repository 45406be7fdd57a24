import { connectRedis } from '@jmj/queue';
import type { createQuietWarn, Releasers, redisUrls } from '@jmj/runtime';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config.ts';

/** Opens a connection for each of what the worker does with Redis. */
export function createConnections(
  urls: ReturnType<typeof redisUrls>,
  config: WorkerConfig,
  warn: ReturnType<typeof createQuietWarn>,
  releasers: Releasers,
) {
  return (role: 'queue' | 'jobs' | 'cache' | 'twins'): Redis => {
    const redis = connectRedis(urls[role === 'queue' || role === 'jobs' ? 'queue' : 'cache'], {
      name: `jmj-worker-${role}`,
      // Commands wait for a Redis that is away: a finished critique is held until it can be delivered.
      whenDown: role === 'twins' ? 'fail' : 'wait',
      // BullMQ would take a server without memory for one whose jobs fail. The cache has to hear of it, to give way.
      whenFull: role === 'jobs' ? 'wait' : 'fail',
      password: config.REDIS_PASSWORD,
      connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
      onError: warn('redis', { role }),
    });
    releasers.push(`redis ${role}`, () => redis.disconnect());
    return redis;
  };
}
