import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { AnalysisJob, Priority } from '@jmj/contracts';
import { type AnalysisWorkerOptions, createAnalysisQueue, createAnalysisWorker } from '@jmj/queue';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';

/** What the load asks of a queue: ours, or BullMQ's as it comes. */
export interface Body {
  add(tenant: string, priority?: Priority): Promise<string>;
  /** ms since the epoch of `performance.now`, by job. */
  startedAt: Map<string, number>;
  /** Tenants in the order in which their jobs started. */
  order: { tenant: string; priority: string }[];
  close(): Promise<void>;
}

export interface BodyOptions {
  redis: Redis;
  prefix: string;
  concurrency: number;
  workers: number;
  /** How long a job takes, ms. */
  workMs: number;
}

function someJob(tenant: string, priority: Priority): AnalysisJob {
  const sha256 = randomBytes(32).toString('hex');
  return {
    fingerprint: `${sha256}:roast:fr:general:p1:local-1`,
    analysisId: randomUUID(),
    tenant,
    photo: { sha256, bytes: 1_200_000, format: 'jpeg' },
    tone: 'roast',
    language: 'fr',
    photoType: 'general',
    promptRevision: 'p1',
    model: 'local-1',
    priority,
  };
}

function recorder({ workMs }: BodyOptions) {
  const startedAt = new Map<string, number>();
  const order: Body['order'] = [];
  const run = async (id: string, { tenant, priority = 'live' }: AnalysisJob) => {
    startedAt.set(id, performance.now());
    order.push({ tenant, priority });
    if (workMs > 0) await pause(workMs);
    return { outcome: 'judged' } as const;
  };
  return { startedAt, order, run };
}

/** BullMQ alone: in the order of arrival. */
export function bareBody(options: BodyOptions): Body {
  const { redis, prefix, concurrency, workers } = options;
  const { run, ...recorded } = recorder(options);
  const queue = new Queue<AnalysisJob>('bare', { connection: redis, prefix: `{${prefix}}` });
  const crew = Array.from(
    { length: workers },
    () =>
      new Worker<AnalysisJob>('bare', (job) => run(job.id ?? '', job.data), {
        connection: redis,
        prefix: `{${prefix}}`,
        concurrency,
        removeOnComplete: { count: 1000 },
      }),
  );
  return {
    ...recorded,
    async add(tenant, priority = 'live') {
      const data = someJob(tenant, priority);
      const jobId = randomUUID();
      await queue.add('analyze', data, { jobId, deduplication: { id: data.fingerprint } });
      return jobId;
    },
    async close() {
      await Promise.all(crew.map((worker) => worker.close()));
      await queue.obliterate({ force: true });
      await queue.close();
    },
  };
}

const QUIET = { info() {}, warn() {}, error() {} };

export function fairBody(
  options: BodyOptions,
  limits: Pick<AnalysisWorkerOptions, 'tenantConcurrency' | 'patientShare'>,
): Body {
  const { redis, prefix: keyPrefix, concurrency, workers } = options;
  const { run, ...recorded } = recorder(options);
  const queue = createAnalysisQueue(redis, { keyPrefix });
  const crew = Array.from({ length: workers }, () =>
    createAnalysisWorker(redis, {
      concurrency,
      keyPrefix,
      log: QUIET,
      handlers: { analyze: (job, { jobId }) => run(jobId, job), giveUp: async () => {} },
      ...limits,
    }),
  );
  return {
    ...recorded,
    add: async (tenant, priority = 'live') => (await queue.add(someJob(tenant, priority))).jobId,
    async close() {
      await Promise.all(crew.map((worker) => worker.close(10_000)));
      await queue.bullmq.obliterate({ force: true });
      await queue.close();
    },
  };
}
