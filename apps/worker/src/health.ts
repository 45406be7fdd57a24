import { createServer, type Server } from 'node:http';
import { createConnections, isPolicySafe, type Pulse, type QueueName, readyWithin } from '@jmj/queue';
import { createQuietWarn, type Logger, type Releasers, redisUrls } from '@jmj/runtime';
import type { WorkerConfig } from './config.ts';
import type { WorkerMetrics } from './metrics.ts';
import { type Standing, watchProgress } from './progress.ts';

const START_PATIENCE_MS = 1000;

export interface Health {
  pulses: Record<QueueName, Pulse>;
  /** Where it is asked; nothing without a WORKER_PORT. */
  address: string | undefined;
}

type Told = { status: number; body: object } | { text: string; type: string };
export type Answers = Record<string, () => Promise<Told> | Told>;

/** Answers `GET` on these paths, and nothing else. */
export async function serveHealth(answers: Answers, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const answer = ['GET', 'HEAD'].includes(request.method ?? '') ? answers[path] : undefined;
    const nothing: Told = { status: 404, body: { status: 'not found' } };
    void Promise.resolve(answer ? answer() : nothing).then((told) => {
      const [status, type, body] =
        'text' in told
          ? [200, told.type, told.text]
          : [told.status, 'application/json', JSON.stringify(told.body)];
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(body);
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

function livez({ stalledMs, queues }: Standing): Told {
  if (stalledMs === 0) return { status: 200, body: { status: 'ok', queues } };
  return { status: 503, body: { status: 'stalled', stalledMs, queues } };
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
  metrics: WorkerMetrics,
  onWedged: (stalledMs: number) => void,
): Promise<Health> {
  const urls = redisUrls(config);
  const warn = createQuietWarn(log);
  const open = createConnections({
    service: 'worker',
    password: config.REDIS_PASSWORD,
    connectTimeoutMs: config.REDIS_CONNECT_TIMEOUT_MS,
    warn,
    releasers,
  });
  const queue = open('queue-health', urls.queue);
  const cache = urls.cache === urls.queue ? queue : open('cache-health', urls.cache);
  const { pulses: watched, standing } = watchProgress(queue, config, releasers, onWedged);
  const pulses = {
    analyses: metrics.counted('analyses', watched.analyses),
    fetches: metrics.counted('fetches', watched.fetches),
    batches: metrics.counted('batches', watched.batches),
  };

  if (config.WORKER_PORT === undefined) return { pulses, address: undefined };
  await readyWithin(queue, START_PATIENCE_MS);
  const server = await serveHealth(
    {
      '/metrics': async () => ({ text: await metrics.render(), type: metrics.contentType }),
      '/livez': () => livez(standing()),
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
  return { pulses, address: `http://${host}:${port}` };
}
