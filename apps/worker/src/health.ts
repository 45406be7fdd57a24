import { createServer, type Server } from 'node:http';
import {
  type Backlog,
  connectRedis,
  createBacklog,
  createLiveness,
  isPolicySafe,
  type Liveness,
  type Pulse,
  readyWithin,
} from '@jmj/queue';
import { createQuietWarn, type Logger, type Releasers, redisUrls } from '@jmj/runtime';
import type { WorkerConfig } from './config.ts';

/** How often it is looked how many jobs wait, ms; at least four times before a worker counts as stalled. */
const LOOK_EVERY_MS = 5000;
/** Neither Docker nor Railway restarts what is merely unhealthy: after so many times WORKER_STALL_MS it ends by itself. */
const END_AFTER_STALLS = 2;
const START_PATIENCE_MS = 1000;

export interface Health {
  pulse: Pulse;
  /** Where it is asked; nothing without a WORKER_PORT. */
  address: string | undefined;
}

type Told = { status: number; body: object };
export type Answers = Record<string, () => Promise<Told> | Told>;

/** Answers `GET` on these paths, and nothing else. */
export async function serveHealth(answers: Answers, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const answer = ['GET', 'HEAD'].includes(request.method ?? '') ? answers[path] : undefined;
    const nothing: Told = { status: 404, body: { status: 'not found' } };
    void Promise.resolve(answer ? answer() : nothing).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    });
  });
  server.maxConnections = 32;
  server.requestTimeout = 5000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

const wordFor = (backlog: Backlog) =>
  typeof backlog === 'number' ? { waiting: backlog } : { redis: backlog };

export function livez(liveness: Pick<Liveness, 'stalledMs' | 'backlog'>): Told {
  const stalledMs = Math.round(liveness.stalledMs());
  const told = wordFor(liveness.backlog());
  if (stalledMs === 0) return { status: 200, body: { status: 'ok', ...told } };
  return { status: 503, body: { status: 'stalled', stalledMs, ...told } };
}

async function readyz(checks: Record<string, () => Promise<boolean>>): Promise<Told> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await check().catch(() => false)] as const),
  );
  const ready = results.every(([, ok]) => ok);
  return {
    status: ready ? 200 : 503,
    body: {
      status: ready ? 'ok' : 'unavailable',
      checks: Object.fromEntries(results.map(([name, ok]) => [name, ok ? 'ok' : 'failing'])),
    },
  };
}

/**
 * Watches what this worker gets done, by connections of its own: those of the work may be what hangs.
 * @param onWedged nothing has moved for so long that only a new process helps, while Redis itself answers
 */
export async function openHealth(
  config: WorkerConfig,
  log: Logger,
  releasers: Releasers,
  onWedged: (stalledMs: number) => void,
): Promise<Health> {
  const urls = redisUrls(config);
  const warn = createQuietWarn(log);
  const open = (role: 'queue' | 'cache') => {
    const redis = connectRedis(urls[role], {
      name: `jmj-worker-${role}-health`,
      whenDown: 'fail',
      password: config.REDIS_PASSWORD,
      connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
      onError: warn('redis', { role: `${role} health` }),
    });
    releasers.push(`redis ${role} health`, () => redis.disconnect());
    return redis;
  };
  const queue = open('queue');
  const cache = urls.cache === urls.queue ? queue : open('cache');
  const backlog = createBacklog(queue, config.KEY_PREFIX);
  releasers.push('backlog', () => backlog.close());
  const stallMs = config.WORKER_STALL_MS;
  const liveness = createLiveness({
    concurrency: config.WORKER_CONCURRENCY,
    stallMs,
    patientMs: stallMs + config.OPENAI_FLEX_TIMEOUT_MS,
    backlog: backlog.read,
  });
  const timer = setInterval(
    () =>
      void liveness.look().then(() => {
        const stalledMs = liveness.stalledMs();
        if (stalledMs > END_AFTER_STALLS * stallMs && typeof liveness.backlog() === 'number')
          onWedged(stalledMs);
      }),
    Math.min(LOOK_EVERY_MS, Math.ceil(stallMs / 4)),
  );
  releasers.push('liveness', () => clearInterval(timer));

  if (config.WORKER_PORT === undefined) return { pulse: liveness, address: undefined };
  await readyWithin(queue, START_PATIENCE_MS);
  const server = await serveHealth(
    {
      '/livez': () => livez(liveness),
      '/readyz': () =>
        readyz({
          redis: async () => (await queue.ping()) === 'PONG',
          cache: async () => (await cache.ping()) === 'PONG',
          policy: () => isPolicySafe(queue),
        }),
    },
    config.WORKER_PORT,
    config.HOST,
  );
  releasers.push('health', () => {
    server.close();
    server.closeAllConnections();
  });
  const at = server.address();
  const port = at && typeof at === 'object' ? at.port : config.WORKER_PORT;
  const host = config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST;
  return { pulse: liveness, address: `http://${host}:${port}` };
}
