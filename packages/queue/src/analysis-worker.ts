import { type AnalysisJob, type AnalysisJobResult, analysisJobSchema, type Stage } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME, queuePrefix } from './names.ts';

export interface JobContext {
  jobId: string;
  /** Aborted when the worker must hand the job back. */
  signal: AbortSignal;
  progress(stage: Stage): Promise<void>;
}

export interface JobHandlers {
  analyze(job: AnalysisJob, context: JobContext): Promise<AnalysisJobResult>;
  /** The job has failed for good: tell whoever waits. Called before the queue lets go of the fingerprint. */
  giveUp(job: AnalysisJob, jobId: string, error: unknown): Promise<void>;
}

export interface AnalysisWorkerOptions {
  concurrency: number;
  handlers: JobHandlers;
  log: WorkerLog;
  /** How long a worker may be silent before others take its jobs, ms. @default 15000 */
  lockMs?: number;
  /** How often to look for jobs of silent workers, ms. @default 5000 */
  stalledCheckMs?: number;
  /** How often a job may be taken over from a worker that went away. @default 2 */
  maxTakeovers?: number;
  keyPrefix?: string;
}

export interface WorkerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface AnalysisWorker {
  /** Takes no more jobs, lets the running ones finish for `graceMs`, then hands them back to the queue. */
  close(graceMs: number): Promise<void>;
}

const HAND_BACK = 'handing back';
const DEFAULT_ATTEMPTS = 1;

const isLastAttempt = (job: Job): boolean => job.attemptsMade + 1 >= (job.opts.attempts ?? DEFAULT_ATTEMPTS);

/** The one place where BullMQ's worker, its listeners and its error classes are known. `redis` stays the caller's to close. */
export function createAnalysisWorker(redis: Redis, options: AnalysisWorkerOptions): AnalysisWorker {
  const { handlers, log } = options;

  async function process(job: Job<AnalysisJob>, token = '', signal = new AbortController().signal) {
    const jobId = job.id ?? '';
    const payload = analysisJobSchema.parse(job.data);
    try {
      return await handlers.analyze(payload, {
        jobId,
        signal,
        progress: (stage) => job.updateProgress({ stage }),
      });
    } catch (error) {
      if (signal.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      if (error instanceof Failure && error.code === 'provider-rate-limited' && error.retryAfterMs) {
        // The whole fleet waits, and the attempt does not count.
        await bullmq.rateLimit(error.retryAfterMs);
        throw Worker.RateLimitError();
      }
      const permanent = error instanceof Failure && !error.retryable;
      if (permanent || isLastAttempt(job)) await handlers.giveUp(payload, jobId, error);
      throw permanent ? new UnrecoverableError(error.message) : error;
    }
  }

  const bullmq = new Worker<AnalysisJob, AnalysisJobResult>(QUEUE_NAME, process, {
    connection: redis,
    prefix: queuePrefix(options.keyPrefix ?? ''),
    concurrency: options.concurrency,
    lockDuration: options.lockMs ?? 15_000,
    stalledInterval: options.stalledCheckMs ?? 5000,
    maxStalledCount: options.maxTakeovers ?? 2,
  });

  bullmq.on('error', (error) => log.error({ err: error }, 'worker'));
  bullmq.on('stalled', (jobId) => log.warn({ jobId }, 'took over a job whose worker went away'));
  bullmq.on('lockRenewalFailed', (jobIds) => log.warn({ jobIds }, 'lost the lock of jobs'));
  bullmq.on('completed', (job, result) =>
    log.info({ jobId: job.id, fingerprint: job.data.fingerprint, ...result }, 'analysis done'),
  );
  bullmq.on('failed', (job, error) => {
    if (!job) return;
    const { id: jobId = '', data, attemptsMade } = job;
    log.warn({ jobId, fingerprint: data.fingerprint, attemptsMade, err: error }, 'attempt failed');
    // Failed by BullMQ itself, without running: its workers kept going away.
    if (job.deferredFailure) {
      const lost = new Failure(
        'worker-lost',
        'Each worker that took this photo went away before it was done',
      );
      handlers
        .giveUp(data, jobId, lost)
        .catch((err: unknown) => log.error({ err, jobId }, 'could not tell those who wait'));
    }
  });

  return {
    async close(graceMs) {
      const handBack = setTimeout(() => {
        log.warn({ graceMs }, 'jobs still running: handing them back');
        bullmq.cancelAllJobs(HAND_BACK);
      }, graceMs);
      await bullmq.close();
      clearTimeout(handBack);
    },
  };
}
