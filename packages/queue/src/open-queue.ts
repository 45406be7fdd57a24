import { type DefaultJobOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { queuePrefix } from './names.ts';

/**
 * One of BullMQ's queues, on a connection that stays the caller's to close and to log for.
 * @param jobs how those are kept that are added here; who adds none leaves the queue's own notes alone
 */
export function openQueue<Data>(
  redis: Redis,
  name: string,
  keyPrefix: string,
  jobs?: DefaultJobOptions,
): Queue<Data> {
  const queue = new Queue<Data>(name, {
    connection: redis,
    prefix: queuePrefix(keyPrefix),
    // BullMQ asks for the version once and keeps the refusal: a queue opened while Redis is away would be dead for good.
    skipVersionCheck: true,
    skipWaitingForReady: true,
    ...(jobs ? { defaultJobOptions: jobs } : { skipMetasUpdate: true }),
  });
  queue.on('error', () => {}); // the connection is not ours: its owner logs
  return queue;
}
