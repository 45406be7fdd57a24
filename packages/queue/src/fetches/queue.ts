import type { Priority } from '@jmj/contracts';
import type { FetchQueue } from '@jmj/core';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { BAND, classOf } from '../fairness/bands.ts';
import { openQueue } from '../open-queue.ts';
import { waitingByClass } from '../waiting.ts';
import { FETCH_QUEUE_NAME, type FetchJob, urlKey } from './keys.ts';

/** How long an address may wait for a worker, seconds. */
const URL_TTL_SECONDS = 3600;
const ATTEMPTS = 3;
const BACKOFF_MS = 1000;

export interface FetchQueueHandle extends FetchQueue {
  readonly bullmq: Queue<FetchJob>;
  /** Those that wait to be taken, by class, and those that wait to be tried again. */
  waiting(): Promise<Record<Priority | 'held', number>>;
  close(): Promise<void>;
}

/**
 * The producer's side. Fetching has a queue of its own, so that slow servers of strangers never hold up those who judge.
 * `redis` stays the caller's to close.
 */
export function createFetchQueue(
  redis: Redis,
  options: { keyPrefix?: string; backoffMs?: number } = {},
): FetchQueueHandle {
  const { keyPrefix = '' } = options;
  const bullmq = openQueue<FetchJob>(redis, FETCH_QUEUE_NAME, keyPrefix, {
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: options.backoffMs ?? BACKOFF_MS, jitter: 0.5 },
    // The analysis tells what came of it.
    removeOnComplete: true,
    removeOnFail: true,
    stackTraceLimit: 0,
  });
  return {
    bullmq,
    async add(analysisId, url, priority) {
      await redis.set(urlKey(keyPrefix, analysisId), url, 'EX', URL_TTL_SECONDS);
      await bullmq.add(
        'fetch',
        { analysisId },
        { jobId: analysisId, priority: classOf({ priority }) * BAND + 1 },
      );
    },
    async waiting() {
      const [byClass, held] = await Promise.all([
        waitingByClass(redis, bullmq),
        redis.zcard(bullmq.toKey('delayed')),
      ]);
      return { ...byClass, held };
    },
    close: () => bullmq.close(),
  };
}
