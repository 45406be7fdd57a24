import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { countsOf, type QueueCounts } from './analysis-queue.ts';
import { BATCH_QUEUE_NAME } from './batches/keys.ts';
import { FETCH_QUEUE_NAME } from './fetches/keys.ts';
import { queuePrefix } from './names.ts';

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
  const open = (name: string) => {
    const queue = new Queue(name, {
      connection: redis,
      prefix: queuePrefix(keyPrefix),
      skipVersionCheck: true,
      skipWaitingForReady: true,
      skipMetasUpdate: true,
    });
    queue.on('error', () => {}); // the connection is not ours: its owner logs
    return queue;
  };
  const fetches = open(FETCH_QUEUE_NAME);
  const batches = open(BATCH_QUEUE_NAME);
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
