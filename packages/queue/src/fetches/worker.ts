import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '@jmj/core';
import { type Job, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { HAND_BACK, LOCK_LOST, type WorkerLog } from '../attempt.ts';
import { felt, type Pulse } from '../liveness.ts';
import { queuePrefix } from '../names.ts';
import { isOwnError } from '../own-error.ts';
import { storedError } from '../stored-error.ts';
import { FETCH_QUEUE_NAME, type FetchJob, urlKey } from './keys.ts';

export interface FetchHandlers {
  /** @param url absent when it is no longer kept */
  fetch(analysisId: string, url: string | undefined, signal: AbortSignal): Promise<void>;
  /** It has failed for good: tell whoever waits. Safe to repeat. */
  giveUp(analysisId: string, error: unknown): Promise<void>;
}

export interface FetchWorkerOptions {
  concurrency: number;
  handlers: FetchHandlers;
  log: WorkerLog;
  /** How long a worker may be silent before another takes its jobs, ms. @default 15000 */
  lockMs?: number;
  /** @default 5000 */
  stalledCheckMs?: number;
  /** How often a job may be taken over from a worker that went away. @default 2 */
  maxTakeovers?: number;
  /** Told of everything that moves. */
  pulse?: Pulse | undefined;
  keyPrefix?: string;
}

export interface FetchWorker {
  /** Stops what is being fetched, and hands it back. */
  close(): Promise<void>;
}

const CLOSE_PATIENCE_MS = 5000;
const NEVER_STOPPED = new AbortController().signal;

/** Fetches photos from addresses. `redis` stays the caller's to close. */
export function createFetchWorker(redis: Redis, options: FetchWorkerOptions): FetchWorker {
  const { handlers, log, keyPrefix = '', maxTakeovers = 2 } = options;

  async function giveUp(analysisId: string, error: unknown): Promise<never> {
    await handlers.giveUp(analysisId, error);
    await redis.del(urlKey(keyPrefix, analysisId));
    throw storedError(error, { permanent: true });
  }

  async function settleError(job: Job<FetchJob>, error: unknown): Promise<never> {
    const { analysisId } = job.data;
    if (!(error instanceof Failure)) log.error({ err: error, analysisId }, 'unexpected error');
    const permanent = error instanceof Failure && !error.retryable;
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    if (permanent || isLast) return giveUp(analysisId, error);
    throw storedError(error, { permanent: false });
  }

  async function attempt(
    job: Job<FetchJob>,
    token: string | undefined,
    given: AbortSignal | undefined,
  ): Promise<void> {
    const { analysisId } = job.data;
    const signal = given ?? NEVER_STOPPED;
    if (job.stalledCounter > maxTakeovers) {
      return giveUp(analysisId, new Failure('worker-lost', 'Each worker that fetched this photo went away'));
    }
    try {
      const url = await redis.get(urlKey(keyPrefix, analysisId));
      await handlers.fetch(analysisId, url ?? undefined, signal);
      await redis.del(urlKey(keyPrefix, analysisId));
    } catch (error) {
      if (!signal.aborted) return settleError(job, error);
      if (signal.reason === LOCK_LOST) throw new Error('the job was taken over by another worker');
      await job.moveToWait(token);
      throw new WaitingError();
    }
  }

  // BullMQ hands out a signal only to a function that declares three parameters, all without a default.
  const process: typeof attempt = (job, token, signal) =>
    // A stranger's server takes its time.
    felt(options.pulse, job.id ?? '', { priority: 'economy' }, () => attempt(job, token, signal));
  const bullmq = new Worker<FetchJob, void>(FETCH_QUEUE_NAME, process, {
    connection: redis,
    prefix: queuePrefix(keyPrefix),
    concurrency: options.concurrency,
    lockDuration: options.lockMs ?? 15_000,
    stalledInterval: options.stalledCheckMs ?? 5000,
    // Counted by the attempt: those who wait have to be told.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  bullmq.on('error', (error) => {
    if (isOwnError(error)) log.error({ err: error }, 'fetch worker');
  });
  bullmq.on('stalled', (jobId) => log.warn({ jobId }, 'took over a fetch whose worker went away'));
  bullmq.on('lockRenewalFailed', (jobIds) => {
    for (const jobId of jobIds) bullmq.cancelJob(jobId, LOCK_LOST);
  });
  bullmq.on('failed', (job, err) => log.warn({ analysisId: job?.data.analysisId, err }, 'fetch failed'));

  return {
    async close() {
      bullmq.cancelAllJobs(HAND_BACK);
      const closed = bullmq.close().then(() => true);
      const patience = new AbortController();
      const late = pause(CLOSE_PATIENCE_MS, false, { signal: patience.signal }).catch(() => true);
      if (!(await Promise.race([closed, late]))) log.warn({}, 'could not hand a fetch back');
      patience.abort();
    },
  };
}
