import { setTimeout as sleep } from 'node:timers/promises';
import type { Analysis } from '@jmj/contracts';
import { type OpenaiServer, type OpenaiServerOptions, startOpenaiServer } from './openai-server.ts';
import { startTestRedis, type TestRedis } from './redis.ts';
import { type RunningService, startService } from './services.ts';

export interface Fleet {
  redis: TestRedis;
  openai: OpenaiServer;
  /** The first of `apis`: calls go there. */
  api: RunningService;
  apis: RunningService[];
  env: Record<string, string>;
  workers: RunningService[];
  startWorker(extra?: Record<string, string>): Promise<RunningService>;
  /** Calls the api, with `key` unless headers say otherwise. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Uploads raw bytes. */
  upload(
    photo: Uint8Array,
    query?: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** Uploads, and reads the analysis. @throws Error when it was not accepted */
  submit(photo: Uint8Array, query?: Record<string, string>): Promise<Analysis>;
  /** All of them, once each has ended. @throws Error when one has not in time */
  ended(ids: string[], withinMs: number): Promise<Analysis[]>;
  close(): Promise<void>;
}

/** An api, or several, and some workers, as processes, on a Redis and an OpenAI test server of their own. */
export async function startFleet(options: {
  workers: number;
  /** @default 1 */
  apis?: number;
  openai?: OpenaiServerOptions;
  env?: Record<string, string>;
  /** Sent with each call. Without it the api is open on loopback. */
  key?: string;
}): Promise<Fleet> {
  const { key } = options;
  const services: RunningService[] = [];
  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
    await Promise.all(services.map((service) => service.stop()));
    for (const step of undo.reverse()) await step();
  };
  try {
    const redis = await startTestRedis();
    undo.push(redis.close);
    const openai = await startOpenaiServer(options.openai);
    undo.push(openai.close);
    const env = {
      REDIS_URL: redis.url,
      KEY_PREFIX: redis.prefix,
      ...(key === undefined ? { OPEN_ON_LOOPBACK: 'true' } : {}),
      PORT: '0',
      PROVIDER: 'openai',
      OPENAI_API_KEY: 'sk-test-0123456789',
      OPENAI_BASE_URL: openai.url,
      WORKER_LOCK_MS: '2000',
      ...options.env,
    };
    const start = async (name: 'api' | 'worker', extra: Record<string, string> = {}) => {
      const service = await startService(name, { ...env, ...extra });
      services.push(service);
      return service;
    };
    const several = (name: 'api' | 'worker', count: number) =>
      Promise.all(Array.from({ length: count }, () => start(name)));
    const apis = await several('api', options.apis ?? 1);
    const [api] = apis;
    if (!api) throw new Error('a fleet needs an api');
    const workers = await several('worker', options.workers);
    return {
      redis,
      openai,
      api,
      apis,
      env,
      workers,
      close,
      startWorker: (extra) => start('worker', extra),
      ...callsTo(api, key),
    };
  } catch (error) {
    await close(); // what was started must not outlive a failed start: the suite would hang
    throw error;
  }
}

function callsTo(api: RunningService, key?: string): Pick<Fleet, 'call' | 'upload' | 'submit' | 'ended'> {
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const call: Fleet['call'] = (path, init = {}) =>
    fetch(`${api.address}${path}`, { ...init, headers: { ...authorization, ...init.headers } });
  const upload: Fleet['upload'] = (photo, query = {}, headers = {}) =>
    call(`/v1/analyses?${new URLSearchParams(query)}`, {
      method: 'POST',
      body: new Uint8Array(photo),
      headers: { 'content-type': 'image/jpeg', ...headers },
    });
  /** Nothing while Redis is away: who polls asks again. */
  const look = async (id: string) => {
    const answer = await call(`/v1/analyses/${id}`);
    if (answer.status === 503) return;
    if (answer.status !== 200) throw new Error(await answer.text());
    return (await answer.json()) as Analysis;
  };
  return {
    call,
    upload,
    async submit(photo, query) {
      const answer = await upload(photo, query);
      if (answer.status !== 200 && answer.status !== 202) throw new Error(await answer.text());
      return (await answer.json()) as Analysis;
    },
    async ended(ids, withinMs) {
      const deadline = Date.now() + withinMs;
      const all = new Map<string, Analysis>();
      const waits = (id: string) => ['queued', 'active', undefined].includes(all.get(id)?.status);
      for (;;) {
        const ask = async (id: string) => [id, await look(id)] as const;
        for (const [id, found] of await Promise.all(ids.filter(waits).map(ask)))
          if (found) all.set(id, found);
        const waiting = ids.filter(waits).length;
        if (waiting === 0) return ids.map((id) => all.get(id) as Analysis);
        if (Date.now() > deadline) throw new Error(`${waiting} of ${ids.length} have not ended`);
        await sleep(50);
      }
    },
  };
}
