import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { BATCH_QUEUE_NAME } from './batches/keys.ts';
import { FETCH_QUEUE_NAME } from './fetches/keys.ts';
import { QUEUE_NAME } from './names.ts';
import { openQueue } from './open-queue.ts';
import { DEFAULT_RETENTION_SECONDS, LONGEST_RETENTION_MS, retentionOf } from './retention.ts';

const SWEEP_EVERY_MS = 600_000;
const MOST_AT_ONCE = 1000;

export interface SweepOptions {
  keyPrefix?: string | undefined;
  /** The longest that finished jobs and events are kept, seconds. @default 86400 */
  retentionSeconds?: number | undefined;
}

/** Removes what is past its time from one queue; answers how many jobs. */
async function sweepQueue(queue: Queue, redis: Redis, retentionSeconds: number): Promise<number> {
  const { completed, failed } = retentionOf(retentionSeconds);
  const graceMs = {
    completed: completed.age * 1000,
    failed: failed.age * 1000,
    // What has waited for so long waits for nobody: its analysis has expired, and its photo long before.
    wait: LONGEST_RETENTION_MS,
    prioritized: LONGEST_RETENTION_MS,
    delayed: LONGEST_RETENTION_MS,
  };
  const states = Object.keys(graceMs) as (keyof typeof graceMs)[];
  const counts = await queue.getJobCounts(...states);
  let swept = 0;
  // Only where there are any: BullMQ notes each cleaning in its event stream.
  for (const state of states.filter((it) => (counts[it] ?? 0) > 0))
    swept += (await queue.clean(graceMs[state], MOST_AT_ONCE, state)).length;
  await redis.xtrim(queue.toKey('events'), 'MINID', Date.now() - retentionSeconds * 1000);
  return swept;
}

/**
 * Keeps every queue to its retention, also when it is quiet: BullMQ looks at the age of finished jobs only when another one
 * finishes, and never at that of its events. `redis` stays the caller's to close.
 */
export function startSweeping(
  redis: Redis,
  options: SweepOptions & { onError: (error: unknown) => void },
): { sweep(): Promise<number>; stop(): Promise<void> } {
  const { keyPrefix = '', retentionSeconds = DEFAULT_RETENTION_SECONDS, onError } = options;
  const queues = [QUEUE_NAME, FETCH_QUEUE_NAME, BATCH_QUEUE_NAME].map((name) =>
    openQueue(redis, name, keyPrefix),
  );
  const sweep = async () => {
    let swept = 0;
    for (const queue of queues) swept += await sweepQueue(queue, redis, retentionSeconds);
    return swept;
  };
  const everyMs = Math.max(1000, Math.min(SWEEP_EVERY_MS, retentionSeconds * 250));
  const timer = setInterval(() => void sweep().catch(onError), everyMs);
  timer.unref();
  return {
    sweep,
    async stop() {
      clearInterval(timer);
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}
