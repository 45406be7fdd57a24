import {
  type BatchWorkerDeps,
  createBatchGate,
  createBatchRunner,
  createSettle,
  type SettleDeps,
} from '@jmj/core';
import {
  createAnalysisQueue,
  createBatchQueue,
  createBatchStore,
  createBatchWorker,
  type Pulse,
} from '@jmj/queue';
import type { Logger, Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config.ts';

type Deps = SettleDeps &
  Omit<
    BatchWorkerDeps,
    | 'store'
    | 'gate'
    | 'queue'
    | 'settle'
    | 'cacheTtlSeconds'
    | 'photoTtlMs'
    | 'pollMs'
    | 'longestPollMs'
    | 'chunkPhotos'
    | 'chunkBytes'
    | 'onTrouble'
    | 'onMoved'
  > & { pulse?: Pulse | undefined };

/** What one file for the provider holds at most, bytes: it is in memory while it is made. OpenAI takes 200 MB. */
const CHUNK_BYTES = 32 * 1_048_576;
/** However long a batch takes, it is asked for at least this often, as a multiple of `BATCH_POLL_MS`. */
const LONGEST_POLL = 12;

/**
 * Looks after batches beside the analyses, one at a time in this process.
 * @param redis.jobs the same server, by a connection that waits for room
 */
export function openBatches(
  redis: { queue: Redis; jobs: Redis },
  deps: Deps,
  config: WorkerConfig,
  log: Logger,
  releasers: Releasers,
): void {
  const keyPrefix = config.KEY_PREFIX;
  const store = createBatchStore(redis.queue, keyPrefix);
  const queue = createAnalysisQueue(redis.queue, { keyPrefix });
  releasers.push('queue', () => queue.close());
  const batches = createBatchQueue(redis.queue, keyPrefix);
  releasers.push('queue of batches', () => batches.close());
  const step = createBatchRunner({
    ...deps,
    store,
    gate: createBatchGate({ ...deps, store, queue: batches }),
    queue,
    settle: createSettle(deps),
    cacheTtlSeconds: config.CACHE_TTL_SECONDS,
    photoTtlMs: config.PHOTO_TTL_SECONDS * 1000,
    pollMs: config.BATCH_POLL_MS,
    longestPollMs: config.BATCH_POLL_MS * LONGEST_POLL,
    chunkPhotos: config.BATCH_CHUNK,
    chunkBytes: CHUNK_BYTES,
    onMoved: (batchId) => deps.pulse?.moved(batchId),
    onTrouble: (err, about) => log.warn({ err, ...about }, 'a batch met trouble'),
  });
  const worker = createBatchWorker(redis.jobs, {
    step,
    log,
    pulse: deps.pulse,
    lockMs: config.WORKER_LOCK_MS,
    stalledCheckMs: Math.max(500, Math.floor(config.WORKER_LOCK_MS / 3)),
    keyPrefix,
  });
  releasers.push('batch worker', () => worker.close());
}
