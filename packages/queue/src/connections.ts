import type { Redis } from 'ioredis';
import { type ConnectOptions, connectRedis } from './connect.ts';

export interface ConnectionsOptions {
  /** In the names of its connections, `jmj-{service}-{role}`, as `CLIENT LIST` shows them. */
  service: string;
  password: string | undefined;
  connectTimeoutMs: number;
  warn(message: string, fields: { role: string }): (error: unknown) => void;
  releasers: { push(name: string, release: () => unknown): void };
}

/** Opens a connection for each of what a service does with Redis. One that is down is told at once, unless it is said otherwise. */
export function createConnections(options: ConnectionsOptions) {
  const { service, password, connectTimeoutMs, warn, releasers } = options;
  return (
    role: string,
    url: string,
    how: Pick<ConnectOptions, 'whenDown' | 'whenFull'> = { whenDown: 'fail' },
  ): Redis => {
    const onError = warn('redis', { role });
    const redis = connectRedis(url, {
      name: `jmj-${service}-${role}`,
      password,
      connectTimeoutMs,
      onError,
      ...how,
    });
    releasers.push(`redis ${role}`, () => redis.disconnect());
    return redis;
  };
}
