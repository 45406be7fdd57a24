import { connectRedis, createAnalysisQueue, readyWithin } from '@jmj/queue';
import { announce, configure, createLogger, redisUrls, runService } from '@jmj/runtime';
import { buildDashboard } from './app.ts';
import { dashboardConfigSchema } from './config.ts';
import { createSessions } from './session.ts';

const STOP_DEADLINE_MS = 10_000;
const START_PATIENCE_MS = 5000;
/** Shorter ones are within reach of guessing. */
const GOOD_KEY_LENGTH = 16;

const config = configure(dashboardConfigSchema, process.env);
const log = createLogger({ service: 'dashboard', level: config.LOG_LEVEL });
if (config.ADMIN_KEY.length < GOOD_KEY_LENGTH) {
  log.warn(
    `ADMIN_KEY is short: take ${GOOD_KEY_LENGTH} random characters or more where others can reach this port`,
  );
}

await runService(log, STOP_DEADLINE_MS, async (releasers) => {
  const redis = connectRedis(redisUrls(config).queue, {
    name: 'jmj-dashboard',
    whenDown: 'fail',
    password: config.REDIS_PASSWORD,
    connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
    onError: (err) => log.warn({ err }, 'redis'),
  });
  releasers.push('redis', () => redis.disconnect());
  await readyWithin(redis, START_PATIENCE_MS);
  const queue = createAnalysisQueue(redis, { keyPrefix: config.KEY_PREFIX });
  releasers.push('queue', () => queue.close());

  const app = await buildDashboard({
    log,
    sessions: createSessions(config.ADMIN_KEY),
    queue,
    ready: async () => (await redis.ping()) === 'PONG',
  });
  releasers.push('http', () => app.close());
  const address = await app.listen({ port: config.DASHBOARD_PORT, host: config.HOST });
  log.info({ address }, 'ready');
  announce(address);
});
