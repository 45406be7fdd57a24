import type { AnalysisJob } from '@jmj/contracts';
import { DelayedError, WaitingError } from 'bullmq';
import type { Redis } from 'ioredis';
import { BATCH_QUEUE_NAME } from './batches/keys.ts';
import { FETCH_QUEUE_NAME } from './fetches/keys.ts';
import { QUEUE_NAME } from './names.ts';
import { openQueue } from './open-queue.ts';

/** Those that workers take from. */
export const QUEUE_NAMES = [QUEUE_NAME, FETCH_QUEUE_NAME, BATCH_QUEUE_NAME] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** How it left a worker's hands: for good, to be tried again or not at all, or to wait by no fault of its own. */
export type JobEnd = 'done' | 'failed' | 'put-aside';

/** What becomes of the jobs of one queue in one worker's hands, as it happens. */
export interface Pulse {
  taken(jobId: string, job: Pick<AnalysisJob, 'priority'>): void;
  moved(jobId: string): void;
  ended(jobId: string, how: JobEnd): void;
}

/** Has the pulse told of what is done for a job. */
export async function felt<T>(
  pulse: Pulse | undefined,
  jobId: string,
  job: Pick<AnalysisJob, 'priority'>,
  work: () => Promise<T>,
): Promise<T> {
  let how: JobEnd = 'failed';
  pulse?.taken(jobId, job);
  try {
    const result = await work();
    how = 'done';
    return result;
  } catch (error) {
    if (error instanceof DelayedError || error instanceof WaitingError) how = 'put-aside';
    throw error;
  } finally {
    pulse?.ended(jobId, how);
  }
}

/** How many jobs wait that a worker could take; `silent`: Redis takes the question and does not answer; `away`: there is none. */
export type Backlog = number | 'silent' | 'away';

export interface LivenessOptions {
  concurrency: number;
  /** How long nothing may move while jobs wait, ms. */
  stallMs: number;
  /** The same for a job that nobody waits for, and whose provider may take its time, ms. */
  patientMs: number;
  backlog: () => Promise<Backlog>;
  now?: () => number;
}

export interface Liveness extends Pulse {
  /** Asks how many wait. */
  look(): Promise<void>;
  /** How long nothing has moved while jobs waited, beyond what is allowed, ms; 0: all is well. */
  stalledMs(): number;
  /** What was told last. */
  backlog(): Backlog;
}

/**
 * Judges a worker by what it gets done, whatever its process looks like. When Redis goes silent what was heard last still holds;
 * when there is none, nothing can be asked of a worker, and its clock begins anew when Redis is back.
 */
export function createLiveness(options: LivenessOptions): Liveness {
  const { concurrency, stallMs, patientMs, now = () => performance.now() } = options;
  const running = new Map<string, { movedAt: number; patient: boolean }>();
  let movedAt = now();
  let waitingSince: number | undefined;
  let told: Backlog = 0;

  /** Each slot holds a job, and one of them may still take its time. */
  const isPatient = () =>
    running.size >= concurrency &&
    [...running.values()].some((job) => job.patient && now() - job.movedAt <= patientMs);

  return {
    taken(jobId, { priority = 'live' }) {
      movedAt = now();
      running.set(jobId, { movedAt, patient: priority !== 'live' });
    },
    moved(jobId) {
      movedAt = now();
      const job = running.get(jobId);
      if (job) job.movedAt = movedAt;
    },
    ended(jobId) {
      movedAt = now();
      running.delete(jobId);
    },
    async look() {
      const before = told;
      told = await options.backlog();
      if (told === 'silent') return;
      // It answers again: the work gets as long as ever to go on.
      if (told === 'away' || told === 0 || before === 'silent') waitingSince = undefined;
      if (told === 'away' || told === 0) return;
      waitingSince ??= now();
    },
    stalledMs() {
      if (waitingSince === undefined || isPatient()) return 0;
      const still = now() - Math.max(movedAt, waitingSince);
      return still > stallMs ? still : 0;
    },
    backlog: () => told,
  };
}

/** A question to a server that hangs is given up after so long, ms. */
const ANSWER_MS = 2000;

/** The answer, or `silent` when there is none in time. */
async function inTime<T>(answer: Promise<T>): Promise<T | 'silent'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'silent'>((resolve) => {
    timer = setTimeout(resolve, ANSWER_MS, 'silent');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** BullMQ scores a delayed job by when it is due, ms, with room for an order below that. */
const DELAYED_SCORE_STEP = 0x1000;

/**
 * Counts the jobs that any worker could take, also those that are overdue: none while the queue is paused or held back.
 * @param redis a connection of its own, that fails when there is no server; it stays the caller's to close
 */
export function createBacklog(
  redis: Redis,
  keyPrefix = '',
  name: QueueName = QUEUE_NAME,
): { read(): Promise<Backlog>; close(): Promise<void> } {
  const bullmq = openQueue(redis, name, keyPrefix);

  async function count(): Promise<number> {
    const [counts, overdue, isPaused, heldMs] = await Promise.all([
      bullmq.getJobCounts('wait', 'prioritized'),
      redis.zcount(bullmq.toKey('delayed'), 0, Date.now() * DELAYED_SCORE_STEP),
      bullmq.isPaused(),
      bullmq.getRateLimitTtl(Number.MAX_SAFE_INTEGER), // that of a pause: nobody sets another limit
    ]);
    return isPaused || heldMs > 0 ? 0 : (counts.wait ?? 0) + (counts.prioritized ?? 0) + overdue;
  }

  return {
    async read() {
      if (redis.status !== 'ready') return redis.status === 'connect' ? 'silent' : 'away';
      const wasReady = () => redis.status === 'ready';
      return inTime(count().catch((): Backlog => (wasReady() ? 'silent' : 'away')));
    },
    close: () => bullmq.close(),
  };
}
