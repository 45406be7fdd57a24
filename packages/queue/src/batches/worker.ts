import { setTimeout as pause } from 'node:timers/promises';
import { DelayedError, type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { WorkerLog } from '../attempt.ts';
import { felt, type Pulse } from '../liveness.ts';
import { queuePrefix } from '../names.ts';
import { isOwnError } from '../own-error.ts';
import { BATCH_QUEUE_NAME } from './keys.ts';
import type { BatchJob } from './queue.ts';

export interface BatchWorkerOptions {
  /** Does what there is to do for a batch; answers in how many ms there may be more, nothing when it is over. */
  step(batchId: string, signal: AbortSignal): Promise<number | undefined>;
  log: WorkerLog;
  /** How long a worker may be silent before another takes its batch, ms. @default 15000 */
  lockMs?: number;
  /** @default 5000 */
  stalledCheckMs?: number;
  /** Told of each step. */
  pulse?: Pulse | undefined;
  keyPrefix?: string;
}

export interface BatchWorker {
  /** Stops the step that runs, and hands the batch back. */
  close(): Promise<void>;
}

/** After a step that failed: the first pause, doubled each time up to the longest, ms. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
const CLOSE_PATIENCE_MS = 5000;

const NEVER_STOPPED = new AbortController().signal;

/**
 * Looks after batches, one at a time. The job of a batch lives as long as the batch: after each step it is put aside until there
 * may be more to do. `redis` stays the caller's to close.
 */
export function createBatchWorker(redis: Redis, options: BatchWorkerOptions): BatchWorker {
  const { step, log } = options;
  /** Steps that failed one after the other, by batch. */
  const failures = new Map<string, number>();

  async function attempt(job: Job<BatchJob>, signal: AbortSignal): Promise<number | undefined> {
    const { batchId } = job.data;
    try {
      const next = await step(batchId, signal);
      failures.delete(batchId);
      return next;
    } catch (err) {
      if (signal.aborted) return 0;
      const failed = (failures.get(batchId) ?? 0) + 1;
      failures.set(batchId, failed);
      log.warn({ err, batchId, failed }, 'a step of a batch failed: it is tried again');
      return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failed - 1));
    }
  }

  async function stepThenWait(job: Job<BatchJob>, token: string | undefined, signal: AbortSignal) {
    const next = await attempt(job, signal);
    if (next === undefined) {
      log.info({ batchId: job.data.batchId }, 'batch done');
      return;
    }
    await job.moveToDelayed(Date.now() + next, token);
    throw new DelayedError();
  }

  const bullmq = new Worker<BatchJob, void>(
    BATCH_QUEUE_NAME,
    // BullMQ hands out a signal only to a function that declares three parameters, all without a default.
    (job: Job<BatchJob>, token: string | undefined, given: AbortSignal | undefined) =>
      felt(options.pulse, job.data.batchId, { priority: 'economy' }, () =>
        stepThenWait(job, token, given ?? NEVER_STOPPED),
      ),
    {
      connection: redis,
      prefix: queuePrefix(options.keyPrefix ?? ''),
      concurrency: 1,
      lockDuration: options.lockMs ?? 15_000,
      stalledInterval: options.stalledCheckMs ?? 5000,
      // A batch is never given up for the workers that went away with it: each of its photos is, before it takes a fourth.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    },
  );
  bullmq.on('error', (error) => {
    if (isOwnError(error)) log.error({ err: error }, 'batch worker');
  });
  bullmq.on('stalled', (batchId) => log.warn({ batchId }, 'took over a batch whose worker went away'));
  bullmq.on('lockRenewalFailed', (batchIds) => {
    for (const batchId of batchIds) bullmq.cancelJob(batchId, 'lock lost');
  });
  bullmq.on('failed', (job, err) => log.warn({ batchId: job?.id, err }, 'a batch could not be put aside'));

  return {
    async close() {
      bullmq.cancelAllJobs('hand back');
      const closed = bullmq.close().then(() => true);
      const patience = new AbortController();
      const late = pause(CLOSE_PATIENCE_MS, false, { signal: patience.signal }).catch(() => true);
      if (!(await Promise.race([closed, late]))) log.warn({}, 'could not hand a batch back');
      patience.abort();
    },
  };
}
