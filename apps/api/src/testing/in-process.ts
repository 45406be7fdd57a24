import { createLogger, createReleasers, loadConfig } from '@jmj/runtime';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { composeApi } from '../compose.ts';
import { apiConfigSchema } from '../config.ts';
import { listingRoutes } from './listed.ts';

export interface OpenApi {
  address: string;
  /** All of its routes, as `METHOD /path`. */
  routes: Set<string>;
  redis: TestRedis;
  close(): Promise<void>;
}

/** The api as its main would compose it, in this process, with a Redis of its own. */
export async function openApi(env: Record<string, string>): Promise<OpenApi> {
  const redis = await startTestRedis();
  const releasers = createReleasers();
  releasers.push('redis of the test', () => redis.close());
  const log = createLogger({ service: 'api', level: 'silent' });
  const config = loadConfig(apiConfigSchema, {
    REDIS_URL: redis.url,
    KEY_PREFIX: redis.prefix,
    PROVIDER: 'local',
    ...env,
  });
  const { app, routes } = await listingRoutes(async () => {
    const built = await composeApi(config, log, releasers);
    await built.ready();
    return built;
  });
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return { address, routes, redis, close: () => releasers.release() };
}
