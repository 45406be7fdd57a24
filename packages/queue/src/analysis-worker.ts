import { setTimeout as pause } from 'node:timers/promises';
import type { AnalysisJob, AnalysisJobResult } from '@jmj/contracts';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { createAttempt, HAND_BACK, type JobHandlers, LOCK_LOST, type WorkerLog } from './attempt.ts';
import { pauseAfter } from './backoff.ts';
import { readyWithin } from './connect.ts';
import { leaveNoTrace } from './erasing/no-trace.ts';
import { createLanes } from './fairness/lanes.ts';
import { createSlots } from './fairness/slots.ts';
import { felt, type Pulse } from './liveness.ts';
import { QUEUE_NAME, queuePrefix } from './names.ts';
import { openQueue } from './open-queue.ts';
import { isOwnError } from './own-error.ts';

export interface AnalysisWorkerOptions {
  concurrency: number;
  handlers: JobHandlers;
  log: WorkerLog;
  /** How long a worker may be silent before others take its jobs, ms. @default 15000 */
  lockMs?: number;
  /** How often to look for jobs of silent workers, ms. @default 5000 */
  stalledCheckMs?: number;
  /** How often a job is taken over from a worker that went away; more do not by chance, however innocent it is. @default 30 */
  maxTakeovers?: number;
  /** How old a job may become by waiting for a provider, ms; then it fails for what it waited for. @default 82800000 */
  patienceMs?: number;
  /** Told of everything that moves. */
  pulse?: Pulse | undefined;
  /** The most jobs of one tenant that run at once in the whole fleet; 0: no limit. @default 0 */
  tenantConcurrency?: number;
  /** Percent of the fleet's slots that jobs may take for which nobody waits. At least one slot. @default 80 */
  patientShare?: number;
  keyPrefix?: string;
}

export interface AnalysisWorker {
  /**
   * Takes no more jobs, lets the running ones finish for `graceMs`, then hands them back to the queue. Resolves at most 5 s
   * after that, also when Redis is away: other workers then take the jobs over once their locks have run out.
   */
  close(graceMs: number): Promise<void>;
}

const HAND_BACK_PATIENCE_MS = 5000;

/** Its analysis can be asked for during a day: what became of it can be read for an hour at least. */
const PATIENCE_MS = 23 * 3_600_000;

/** A slot outlives its job's lock by the time in which another worker takes the job over, and the slot with it. */
const SLOT_LEASE_LOCKS = 2;

/** Longer than the pauses between two tries to connect, ms: whoever is alive is back by then. */
const TAKEOVER_PAUSE_MS = 3000;

/**
 * BullMQ heeds `rateLimit` only in workers that have a limit of their own. This one is never reached.
 * https://docs.bullmq.io/guide/rate-limiting#manual-rate-limit
 */
const NO_LIMIT_OF_ITS_OWN = { max: Number.MAX_SAFE_INTEGER, duration: 1000 };

/** The one place where BullMQ's worker and its listeners are known. `redis` stays the caller's to close. */
export function createAnalysisWorker(redis: Redis, options: AnalysisWorkerOptions): AnalysisWorker {
  const { handlers, log } = options;
  const prefix = queuePrefix(options.keyPrefix ?? '');
  const queue = openQueue<AnalysisJob>(redis, QUEUE_NAME, options.keyPrefix ?? '');

  const lockMs = options.lockMs ?? 15_000;
  const slots = createSlots(
    createLanes(redis, options.keyPrefix ?? '', {
      tenantConcurrency: options.tenantConcurrency ?? 0,
      patientShare: options.patientShare ?? 80,
    }),
    {
      concurrency: options.concurrency,
      leaseMs: SLOT_LEASE_LOCKS * lockMs,
      onTrouble: (err) => log.warn({ err }, 'slots: could not be looked after'),
    },
  );
  const attempt = createAttempt({
    handlers,
    slots,
    log,
    maxTakeovers: options.maxTakeovers ?? 30,
    patienceMs: options.patienceMs ?? PATIENCE_MS,
    takeoverPauseMs: Math.min(TAKEOVER_PAUSE_MS, lockMs),
    pulse: options.pulse,
    async handBack(job, token) {
      await job.moveToWait(token);
      // BullMQ wakes nobody for a job with a priority that is handed back: idle workers would sleep on for seconds.
      await redis.zadd(queue.toKey('marker'), 0, '0');
    },
  });
  const traceless = leaveNoTrace(attempt, handlers.isErased);
  // BullMQ hands out a signal only to a function that declares three parameters, all without a default.
  const process: typeof attempt = (job, token, signal) =>
    felt(options.pulse, job.id ?? '', job.data, () => traceless(job, token, signal));
  const bullmq = new Worker<AnalysisJob, AnalysisJobResult>(QUEUE_NAME, process, {
    connection: redis,
    prefix,
    concurrency: options.concurrency,
    lockDuration: lockMs,
    stalledInterval: options.stalledCheckMs ?? 5000,
    // Counted by the attempt: BullMQ would let go of the fingerprint before those who wait are told.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    limiter: NO_LIMIT_OF_ITS_OWN,
    settings: { backoffStrategy: pauseAfter },
  });
  listen(bullmq, log);

  return {
    async close(graceMs) {
      const deadline = Date.now() + graceMs;
      // BullMQ waits without end for a Redis that is away: there is nothing to hand back to, so it is not asked to wait.
      const away = !(await readyWithin(redis, graceMs));
      const closed = await within(
        HAND_BACK_PATIENCE_MS,
        Math.max(0, deadline - Date.now()),
        bullmq.close(away),
      );
      if (away) slots.stop();
      else await slots.close();
      if (away || !closed) log.warn({}, 'could not hand back: other workers will take the jobs over');
      if (closed) await queue.close();
    },
  };

  /** Whether `closing` ends within the grace, in which jobs go on, and the patience after it, in which they are stopped. */
  async function within(patienceMs: number, graceMs: number, closing: Promise<void>): Promise<boolean> {
    const ended = new AbortController();
    const until = (ms: number) => pause(ms, false, { signal: ended.signal }).catch(() => true);
    const stopping = until(graceMs).then((over) => {
      if (over) return;
      log.warn({ graceMs }, 'jobs still running: handing them back');
      bullmq.cancelAllJobs(HAND_BACK);
    });
    try {
      return await Promise.race([closing.then(() => true), until(graceMs + patienceMs)]);
    } finally {
      ended.abort();
      await stopping;
    }
  }
}

function listen(bullmq: Worker<AnalysisJob, AnalysisJobResult>, log: WorkerLog): void {
  bullmq.on('error', (error) => {
    if (isOwnError(error)) log.error({ err: error }, 'worker');
  });
  bullmq.on('stalled', (jobId) => log.warn({ jobId }, 'took over a job whose worker went away'));
  bullmq.on('lockRenewalFailed', (jobIds) => {
    log.warn({ jobIds }, 'lost the lock of jobs');
    for (const jobId of jobIds) bullmq.cancelJob(jobId, LOCK_LOST);
  });
  bullmq.on('completed', (job, result) =>
    log.info({ jobId: job.id, fingerprint: job.data.fingerprint, ...result }, 'analysis done'),
  );
  bullmq.on('failed', (job, error) => {
    if (!job) return;
    const { id: jobId, data, attemptsMade } = job;
    log.warn({ jobId, fingerprint: data.fingerprint, attemptsMade, err: error }, 'attempt failed');
  });
}
