import type { FetchQueue } from '@jmj/core';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { openQueue } from '../open-queue.ts';
import { FETCH_QUEUE_NAME, type FetchJob, urlKey } from './keys.ts';

/** How long an address may wait for a worker, seconds. */
const URL_TTL_SECONDS = 3600;
const ATTEMPTS = 3;
const BACKOFF_MS = 1000;

/**
 * The producer's side. Fetching has a queue of its own, so that slow servers of strangers never hold up those who judge.
 * `redis` stays the caller's to close.
 */
export function createFetchQueue(
  redis: Redis,
  options: { keyPrefix?: string; backoffMs?: number } = {},
): FetchQueue & { readonly bullmq: Queue<FetchJob>; close(): Promise<void> } {
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
    async add(analysisId, url) {
      await redis.set(urlKey(keyPrefix, analysisId), url, 'EX', URL_TTL_SECONDS);
      await bullmq.add('fetch', { analysisId }, { jobId: analysisId });
    },
    close: () => bullmq.close(),
  };
}
