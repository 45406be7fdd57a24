import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { countsOf, type QueueCounts } from './analysis-queue.ts';
import { BATCH_QUEUE_NAME } from './batches/keys.ts';
import { FETCH_QUEUE_NAME } from './fetches/keys.ts';
import { openQueue } from './open-queue.ts';

export interface SideQueues {
  /** For Bull Board. */
  readonly fetches: Queue;
  /** For Bull Board. */
  readonly batches: Queue;
  counts(): Promise<Record<'fetches' | 'batches', QueueCounts>>;
  close(): Promise<void>;
}

/** The queues beside that of analyses, to be looked at. `redis` stays the caller's to close. */
export function createSideQueues(redis: Redis, keyPrefix = ''): SideQueues {
  const fetches = openQueue<unknown>(redis, FETCH_QUEUE_NAME, keyPrefix);
  const batches = openQueue<unknown>(redis, BATCH_QUEUE_NAME, keyPrefix);
  return {
    fetches,
    batches,
    async counts() {
      const [ofFetches, ofBatches] = await Promise.all([countsOf(fetches), countsOf(batches)]);
      return { fetches: ofFetches, batches: ofBatches };
    },
    async close() {
      await Promise.all([fetches.close(), batches.close()]);
    },
  };
}
