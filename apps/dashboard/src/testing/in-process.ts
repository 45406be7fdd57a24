import diagnostics from 'node:diagnostics_channel';
import { createLogger, createReleasers, loadConfig } from '@jmj/runtime';
import { startTestRedis } from '@jmj/testing/redis';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { composeDashboard } from '../compose.ts';
import { dashboardConfigSchema } from '../config.ts';

export interface OpenDashboard {
  address: string;
  /** All of its routes, as `METHOD /path`. */
  routes: Set<string>;
  close(): Promise<void>;
}

/** Fastify tells of each instance before anybody can add to it: https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks */
const CREATED = 'fastify.initialization';

/** The dashboard as its main would compose it, in this process, with a Redis of its own. */
export async function openDashboard(env: Record<string, string>): Promise<OpenDashboard> {
  const redis = await startTestRedis();
  const releasers = createReleasers();
  releasers.push('redis of the test', () => redis.close());
  const log = createLogger({ service: 'dashboard', level: 'silent' });
  const config = loadConfig(dashboardConfigSchema, {
    REDIS_URL: redis.url,
    KEY_PREFIX: redis.prefix,
    ...env,
  });
  const routes = new Set<string>();
  const listen = (message: unknown) =>
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
      for (const one of [method].flat()) routes.add(`${one} ${url}`);
    });
  diagnostics.subscribe(CREATED, listen);
  const app = await composeDashboard(config, log, releasers);
  await app.ready();
  diagnostics.unsubscribe(CREATED, listen);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  return { address, routes, close: () => releasers.release() };
}
