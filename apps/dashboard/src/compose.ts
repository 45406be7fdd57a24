import { fileURLToPath } from 'node:url';
import { createBudgetRules, createCostReader } from '@jmj/billing';
import { createCacheLayers } from '@jmj/cache';
import { createStatisticsReader } from '@jmj/cache/stats';
import { openEraser } from '@jmj/erasing';
import {
  createAnalysisQueue,
  createConnections,
  createQuarantine,
  createSideQueues,
  readyWithin,
} from '@jmj/queue';
import { createQuietWarn, type Logger, type Releasers, redisUrls } from '@jmj/runtime';
import type { FastifyInstance } from 'fastify';
import { buildDashboard } from './app.ts';
import type { DashboardConfig } from './config.ts';
import { createOccupancy } from './occupancy.ts';
import { createSessions } from './session.ts';
import { createUpkeep } from './upkeep.ts';

const START_PATIENCE_MS = 5000;
const BUILT_PAGES = fileURLToPath(new URL('../dist', import.meta.url));

/** Opens what the dashboard needs, pushes each closer, and hands the parts to one another. Nothing listens yet. */
export async function composeDashboard(
  config: DashboardConfig,
  log: Logger,
  releasers: Releasers,
): Promise<FastifyInstance> {
  const keyPrefix = config.KEY_PREFIX;
  const urls = redisUrls(config);
  const warn = createQuietWarn(log);
  const open = createConnections({
    service: 'dashboard',
    password: config.REDIS_PASSWORD,
    connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
    warn,
    releasers,
  });
  const queueRedis = open('queue', urls.queue);
  const cacheRedis = open('cache', urls.cache);
  await readyWithin(queueRedis, START_PATIENCE_MS);
  const queue = createAnalysisQueue(queueRedis, { keyPrefix });
  releasers.push('queue', () => queue.close());
  const side = createSideQueues(queueRedis, keyPrefix);
  releasers.push('queues of fetches and batches', () => side.close());

  const layers = createCacheLayers({
    cache: cacheRedis,
    queue: queueRedis,
    isShared: urls.cache === urls.queue,
    maxBytes: config.CACHE_MAX_BYTES,
    keyPrefix,
  });
  releasers.push('cache layers', layers.close);
  const occupancy = createOccupancy(layers);
  const eraser = openEraser({
    ...{ queue: queueRedis, cache: cacheRedis, store: layers.store, keyPrefix },
    onBackgroundError: warn('in the background'),
  });
  releasers.push('eraser', eraser.close);
  const upkeep = createUpkeep({ store: layers.store, eraseUser: eraser.erase });
  const thenCountAnew = <Args extends unknown[], Answer>(work: (...args: Args) => Promise<Answer>) => {
    return (...args: Args) => work(...args).finally(occupancy.forget);
  };
  const reader = createStatisticsReader({
    redis: queueRedis,
    keyPrefix,
    occupancy: occupancy.read,
    redisMonthlyCost: config.REDIS_MONTHLY_COST,
  });
  const rules = createBudgetRules({ redis: queueRedis, keyPrefix });
  const app = await buildDashboard({
    log,
    sessions: createSessions({ admin: config.ADMIN_KEY, reader: config.ADMIN_READ_KEY }),
    queue,
    side,
    report: reader.report,
    counts: queue.counts,
    costs: createCostReader({ redis: queueRedis, keyPrefix }).costs,
    budgets: async () => (await rules.list()).budgets,
    upkeep: { clear: thenCountAnew(upkeep.clear), erase: thenCountAnew(upkeep.erase) },
    quarantine: createQuarantine(queueRedis, keyPrefix),
    ready: async () => (await queueRedis.ping()) === 'PONG',
    pagesDir: config.DASHBOARD_DIR ?? BUILT_PAGES,
  });
  releasers.push('http', () => app.close());
  return app;
}
