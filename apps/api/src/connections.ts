import { connectRedis } from '@jmj/queue';
import type { createQuietWarn, Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';
import type { ApiConfig } from './config.ts';

/** Opens a connection for each of what the api does with Redis. One that is down is told at once. */
export function createConnections(
  config: ApiConfig,
  warn: ReturnType<typeof createQuietWarn>,
  releasers: Releasers,
) {
  return (role: 'queue' | 'cache' | 'replica', url: string): Redis => {
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
}
