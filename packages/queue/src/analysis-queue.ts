import { randomUUID } from 'node:crypto';
import { type AnalysisJob, analysisJobSchema, type Priority } from '@jmj/contracts';
import type { AnalysisQueue } from '@jmj/core';
import { ErrorCode, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME, queuePrefix } from './names.ts';
import { KEEP_COMPLETED, KEEP_FAILED } from './retention.ts';

export interface QueueCounts {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

export interface AnalysisQueueHandle extends AnalysisQueue {
  counts(): Promise<QueueCounts>;
  /** For Bull Board. */
  readonly bullmq: Queue<AnalysisJob>;
  close(): Promise<void>;
}

/**
 * BullMQ takes jobs without a priority (0) first, in the order of their arrival, then the others, the lowest number first.
 * https://docs.bullmq.io/guide/jobs/prioritized
 */
const RANK: Record<Priority, number> = { live: 0, economy: 50, warm: 100 };

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === ErrorCode.JobNotExist;

/** The producer's side of the queue. `redis` stays the caller's to close. */
export function createAnalysisQueue(
  redis: Redis,
  options: { attempts?: number; backoffMs?: number; keyPrefix?: string } = {},
): AnalysisQueueHandle {
  const bullmq = new Queue<AnalysisJob>(QUEUE_NAME, {
    connection: redis,
    prefix: queuePrefix(options.keyPrefix ?? ''),
    // BullMQ asks for the version once and keeps the refusal: a queue opened while Redis is away would be dead for good.
    skipVersionCheck: true,
    skipWaitingForReady: true,
    defaultJobOptions: {
      attempts: options.attempts ?? 5,
      backoff: { type: 'exponential', delay: options.backoffMs ?? 1000, jitter: 0.5 },
      removeOnComplete: KEEP_COMPLETED,
      removeOnFail: KEEP_FAILED,
      stackTraceLimit: 3,
    },
  });
  bullmq.on('error', () => {}); // the connection is not ours: its owner logs
  /** Moves a job that waits further back to the end of those of this rank. One that runs already is left as it is. */
  async function moveForward(jobId: string, rank: number): Promise<void> {
    const held = await bullmq.getJob(jobId);
    if (!held || held.priority <= rank) return;
    await held.changePriority({ priority: rank }).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }

  return {
    bullmq,
    async add(job) {
      // A unique id with deduplication: `jobId = fingerprint` would swallow every request after a retained finished job.
      const jobId = randomUUID();
      const rank = RANK[job.priority ?? 'live'];
      const added = await bullmq.add('analyze', analysisJobSchema.parse(job), {
        jobId,
        deduplication: { id: job.fingerprint },
        priority: rank,
      });
      const flight = { jobId: added.id ?? jobId, joined: added.id !== jobId };
      if (flight.joined) await moveForward(flight.jobId, rank);
      return flight;
    },
    async counts() {
      const counts = await bullmq.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed');
      return {
        waiting: (counts.wait ?? 0) + (counts.prioritized ?? 0),
        active: counts.active ?? 0,
        delayed: counts.delayed ?? 0,
        failed: counts.failed ?? 0,
      };
    },
    close: () => bullmq.close(),
  };
}
