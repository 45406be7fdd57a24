import { GAUGED } from '../gauge.ts';
import { freePort } from '../redis.ts';
import { type Kept, keep } from './kept.ts';
import { ADMIN_KEY } from './left.ts';
import { keyOf } from './paid.ts';

/** One worker's analyses at once. */
export const PLACES = 10;

export interface ChaosFleet {
  apis: Kept[];
  workers: Kept[];
  services: Kept[];
  addresses: string[];
  /** Once, however often it is called. */
  stop(): Promise<void>;
}

/** Services that are started again whenever they end, with times that suit a short life. */
export async function startKeptFleet(options: {
  redisUrl: string;
  keyPrefix: string;
  openaiUrl: string;
  workers: number;
  apis: number;
}): Promise<ChaosFleet> {
  const services: Kept[] = [];
  let stopping: Promise<unknown> | undefined;
  const stop = async () => {
    stopping ??= Promise.all(services.map((it) => it.stop()));
    await stopping;
  };
  const env = {
    ...GAUGED,
    MALLOC_ARENA_MAX: '2', // as the image has it
    REDIS_URL: options.redisUrl,
    KEY_PREFIX: options.keyPrefix,
    OPEN_ON_LOOPBACK: 'true',
    ADMIN_KEY,
    PROVIDER: 'openai',
    OPENAI_BASE_URL: options.openaiUrl,
    OPENAI_TIMEOUT_MS: '2500',
    WORKER_LOCK_MS: '3000',
    WORKER_CONCURRENCY: `${PLACES}`,
    RATE_LIMIT_PER_MINUTE: '0',
    CACHE_MEMORY_BYTES: '1000000', // full before memory is looked at
    LOG_LEVEL: 'warn',
  };
  const start = async (kind: 'api' | 'worker', name: string, more: Record<string, string>) => {
    const service = await keep(kind, name, { ...env, ...more });
    services.push(service);
    return service;
  };
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
  try {
    const ports = await Promise.all(numbers(options.apis).map(() => freePort()));
    const apis = await Promise.all(
      ports.map((port, n) => start('api', `api ${n + 1}`, { PORT: `${port}`, OPENAI_API_KEY: keyOf('api') })),
    );
    const workers = await Promise.all(
      numbers(options.workers).map((n) =>
        start('worker', `worker ${n}`, { OPENAI_API_KEY: keyOf(`worker ${n}`) }),
      ),
    );
    const addresses = ports.map((port) => `http://127.0.0.1:${port}`);
    return { apis, workers, services, addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
