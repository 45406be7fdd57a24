import { randomUUID } from 'node:crypto';
import { type AnalysisJob, analysisJobSchema, type Priority } from '@jmj/contracts';
import type { AnalysisQueue } from '@jmj/core';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { growing } from './backoff.ts';
import { createUserList } from './erasing/user-list.ts';
import { createPlaces } from './fairness/places.ts';
import { QUEUE_NAME } from './names.ts';
import { openQueue } from './open-queue.ts';
import { retentionOf } from './retention.ts';
import { waitingByClass } from './waiting.ts';

export interface QueueCounts {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

export async function countsOf(queue: Queue): Promise<QueueCounts> {
  const counts = await queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed');
  return {
    waiting: (counts.wait ?? 0) + (counts.prioritized ?? 0),
    active: counts.active ?? 0,
    delayed: counts.delayed ?? 0,
    failed: counts.failed ?? 0,
  };
}

export interface AnalysisQueueHandle extends AnalysisQueue {
  counts(): Promise<QueueCounts>;
  /** Those that wait to be taken, by class. Those that wait for a slot of their tenant count as delayed. */
  waitingByClass(): Promise<Record<Priority, number>>;
  /** For Bull Board. */
  readonly bullmq: Queue<AnalysisJob>;
  close(): Promise<void>;
}

/**
 * As many as it takes with a provider that fails 22 calls in 100: eight would lose six photos of a million, these one of many millions.
 * The last comes some two minutes after the first.
 */
const ATTEMPTS = 12;
const FIRST_PAUSE_MS = 500;

/** The producer's side of the queue. `redis` stays the caller's to close. */
export function createAnalysisQueue(
  redis: Redis,
  options: {
    attempts?: number;
    backoffMs?: number;
    keyPrefix?: string;
    /** The longest that finished jobs are kept. @default 86400 */
    retentionSeconds?: number | undefined;
  } = {},
): AnalysisQueueHandle {
  const retention = retentionOf(options.retentionSeconds);
  const bullmq = openQueue<AnalysisJob>(redis, QUEUE_NAME, options.keyPrefix ?? '', {
    attempts: options.attempts ?? ATTEMPTS,
    backoff: growing(options.backoffMs ?? FIRST_PAUSE_MS),
    removeOnComplete: retention.completed,
    removeOnFail: retention.failed,
    stackTraceLimit: 3,
  });
  const places = createPlaces(redis, options.keyPrefix ?? '');
  const ofUsers = createUserList(redis, options.keyPrefix ?? '', 'jobs');

  return {
    bullmq,
    async add(job) {
      // A unique id with deduplication: `jobId = fingerprint` would swallow every request after a retained finished job.
      const jobId = randomUUID();
      const checked = analysisJobSchema.parse(job);
      const { userHash } = checked;
      // Noted first: a job that nobody can find again could not be erased.
      if (userHash !== undefined) await ofUsers.add(userHash, jobId);
      const priority = await places.next(checked);
      const added = await bullmq.add('analyze', checked, {
        jobId,
        deduplication: { id: job.fingerprint },
        priority,
      });
      const flight = { jobId: added.id ?? jobId, joined: added.id !== jobId };
      if (flight.joined) await places.join(flight.jobId, checked, priority);
      return flight;
    },
    counts: () => countsOf(bullmq),
    waitingByClass: () => waitingByClass(redis, bullmq),
    close: () => bullmq.close(),
  };
}
