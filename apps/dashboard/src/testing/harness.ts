import { randomUUID } from 'node:crypto';
import type { AnalysisJob } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import {
  type AnalysisQueueHandle,
  type AnalysisWorker,
  connectRedis,
  createAnalysisQueue,
  createAnalysisWorker,
} from '@jmj/queue';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type RunningService, startService } from '@jmj/testing/services';

export const ADMIN_KEY = 'admin-key-of-the-tests';

export interface Harness {
  redis: TestRedis;
  dashboard: RunningService;
  queue: AnalysisQueueHandle;
  /** Adds a job; answers its id. */
  add(job?: Partial<AnalysisJob>): Promise<string>;
  /** Works the queue off: photos whose hash starts with `f` cannot be decoded, the others are judged. */
  work(): void;
  close(): Promise<void>;
}

export const HASH = 'c0ffee'.padEnd(64, '1');
/** In the job for the provider; not to be shown. */
export const USER_HASH = 'e'.repeat(64);

/** Whether pages were built on this machine must not matter. */
const NO_PAGES = '/nowhere';

const QUIET = { info() {}, warn() {}, error() {} };

export function job(given: Partial<AnalysisJob> = {}): AnalysisJob {
  const photo = { sha256: HASH, bytes: 1_234_567, format: 'jpeg' as const };
  const { tone, language, photoType } = {
    tone: 'roast' as const,
    language: 'fr' as const,
    photoType: 'street' as const,
    ...given,
  };
  const hash = given.photo?.sha256 ?? photo.sha256;
  return {
    fingerprint: `${hash}:${tone}:${language}:${photoType}`,
    analysisId: randomUUID(),
    tenant: 'acme',
    photo,
    tone,
    language,
    photoType,
    promptRevision: 'p1',
    model: 'gpt-6-luna',
    userHash: USER_HASH,
    ...given,
  };
}

/**
 * The dashboard as a process, a real Redis, and a queue of this test's own.
 * @param settings its environment, beside the usual
 */
export async function startHarness(settings: Record<string, string> = {}): Promise<Harness> {
  const redis = await startTestRedis();
  const connection = connectRedis(redis.url, {
    name: 'test',
    whenDown: 'wait',
    connectTimeoutMs: 2000,
    onError: () => {},
  });
  const queue = createAnalysisQueue(connection, { keyPrefix: redis.prefix, attempts: 2, backoffMs: 60_000 });
  let worker: AnalysisWorker | undefined;
  const dashboard = await startService('dashboard', {
    REDIS_URL: redis.url,
    KEY_PREFIX: redis.prefix,
    ADMIN_KEY,
    DASHBOARD_PORT: '0',
    DASHBOARD_DIR: NO_PAGES,
    ...settings,
  });
  return {
    redis,
    dashboard,
    queue,
    async add(given) {
      return (await queue.add(job(given))).jobId;
    },
    work() {
      worker = createAnalysisWorker(connection, {
        concurrency: 8,
        keyPrefix: redis.prefix,
        log: QUIET,
        handlers: {
          async analyze({ photo }, { progress }) {
            await progress('judging');
            if (photo.sha256.startsWith('f')) {
              throw new Failure('photo-unreadable', 'The photo cannot be decoded');
            }
            return { outcome: 'judged', source: 'openai' };
          },
          async giveUp() {},
        },
      });
    },
    async close() {
      await worker?.close(0);
      await dashboard.stop();
      await queue.close();
      connection.disconnect();
      await redis.close();
    },
  };
}
