import type { BatchQueue } from '@jmj/core';
import { ErrorCode, type Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { openQueue } from '../open-queue.ts';
import { BATCH_QUEUE_NAME } from './keys.ts';

export interface BatchJob {
  batchId: string;
}

/** Before a step that could not be put aside is made again, ms. */
const PAUSE_MS = 1000;

const hasMovedOn = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === ErrorCode.JobNotExist || error.code === ErrorCode.JobNotInState);

/** The producer's side. `redis` stays the caller's to close. */
export function createBatchQueue(
  redis: Redis,
  keyPrefix = '',
): BatchQueue & { readonly bullmq: Queue<BatchJob>; close(): Promise<void> } {
  const bullmq = openQueue<BatchJob>(redis, BATCH_QUEUE_NAME, keyPrefix, {
    // Steps tell by themselves when to go on. What fails is a step that could not be put aside: never the batch.
    attempts: Number.MAX_SAFE_INTEGER,
    backoff: { type: 'fixed', delay: PAUSE_MS },
    // One job lives as long as its batch, and there is no trace of it after: its id can be added again at any time.
    removeOnComplete: true,
    removeOnFail: true,
    stackTraceLimit: 3,
  });
  return {
    bullmq,
    async wake(id) {
      const job = await bullmq.add('step', { batchId: id }, { jobId: id });
      // It was there already: then it may be waiting for its time. One that runs looks again by itself.
      if ((await job.getState()) !== 'delayed') return;
      await job.promote().catch((error: unknown) => {
        if (!hasMovedOn(error)) throw error;
      });
    },
    close: () => bullmq.close(),
  };
}
