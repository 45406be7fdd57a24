import { type Analysis, critiqueSchema } from '@jmj/contracts';
import { type OpenaiServer, type OpenaiServerOptions, startOpenaiServer } from '@jmj/testing/openai-server';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type RunningService, startService } from '@jmj/testing/services';

export interface Harness {
  redis: TestRedis;
  openai: OpenaiServer;
  api: RunningService;
  env: Record<string, string>;
  /** Calls the api with the first tenant's key, unless headers say otherwise. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Uploads raw bytes. */
  upload(
    photo: Uint8Array,
    query?: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  /** Polls until the analysis has ended. */
  ended(id: string): Promise<Analysis>;
  startWorker(extra?: Record<string, string>): Promise<RunningService>;
  close(): Promise<void>;
}

export const KEY = 'key-of-acme';
export const OTHER_KEY = 'key-of-globex';
const ENDED_WITHIN_MS = 20_000;

/** A real api process, a real Redis and a server that speaks OpenAI's protocol. */
export async function startHarness(
  options: { openai?: OpenaiServerOptions; env?: Record<string, string> } = {},
): Promise<Harness> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
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
      API_KEYS: `acme:${KEY},globex:${OTHER_KEY}`,
      PORT: '0',
      PROVIDER: 'openai',
      OPENAI_API_KEY: 'sk-test-0123456789',
      OPENAI_BASE_URL: openai.url,
      WORKER_LOCK_MS: '2000',
      ...options.env,
    };
    const start = async (name: 'api' | 'worker', extra: Record<string, string> = {}) => {
      const service = await startService(name, { ...env, ...extra });
      undo.push(service.stop);
      return service;
    };
    return {
      redis,
      openai,
      env,
      close,
      ...client(await start('api')),
      startWorker: (extra) => start('worker', extra),
    };
  } catch (error) {
    await close(); // what was started must not outlive a failed start: the suite would hang
    throw error;
  }
}

function client(api: RunningService): Pick<Harness, 'api' | 'call' | 'upload' | 'ended'> {
  const call: Harness['call'] = (path, init = {}) =>
    fetch(`${api.address}${path}`, { ...init, headers: { authorization: `Bearer ${KEY}`, ...init.headers } });

  return {
    api,
    call,
    upload: (photo, query = {}, headers = {}) =>
      call(`/v1/analyses?${new URLSearchParams(query)}`, {
        method: 'POST',
        body: new Uint8Array(photo),
        headers: { 'content-type': 'image/jpeg', ...headers },
      }),
    async ended(id) {
      const deadline = Date.now() + ENDED_WITHIN_MS;
      while (Date.now() < deadline) {
        const answer = await call(`/v1/analyses/${id}`, { headers: { prefer: 'wait=5' } });
        const analysis = (await answer.json()) as Analysis;
        if (answer.status === 200 && !['queued', 'active'].includes(analysis.status)) return analysis;
      }
      throw new Error(`analysis ${id} has not ended`);
    },
  };
}

/** Every field that the contract promises, and a score that is the sum of its parts. */
export function expectWholeCritique(analysis: Analysis): void {
  const critique = critiqueSchema.parse(analysis.critique);
  const sum = Object.values(critique.partialScores).reduce((total, points) => total + points, 0);
  expect(critique.score).toBe(sum);
}
