import { randomUUID } from 'node:crypto';
import type { AnalysisJob } from '@jmj/contracts';
import type { Redis } from 'ioredis';
import { QUEUE_NAME, queuePrefix } from './names.ts';
import { openQueue } from './open-queue.ts';

const SWEEP_EVERY_MS = 30_000;
const FINISHED = new Set(['completed', 'failed', 'unknown']);

/** Tells whether a job is under way. One that was removed by hand is not. `redis` stays the caller's to close. */
export function createJobLook(
  redis: Redis,
  keyPrefix = '',
): { hasJob(fingerprint: string): Promise<boolean>; close(): Promise<void> } {
  const bullmq = openQueue<AnalysisJob>(redis, QUEUE_NAME, keyPrefix);
  return {
    async hasJob(fingerprint) {
      const jobId = await bullmq.getDeduplicationJobId(fingerprint);
      if (jobId === null || jobId === undefined) return false;
      const job = await bullmq.getJob(jobId); // one that was removed by hand may still be in a list
      return job !== undefined && !FINISHED.has(await job.getState());
    },
    close: () => bullmq.close(),
  };
}

/** Does `sweep` now and then in one worker of the fleet at a time. */
export function inOneOfTheFleet(
  redis: Redis,
  keyPrefix: string,
  options: { name: string; sweep(): Promise<unknown>; onError(error: unknown): void; everyMs?: number },
): { stop(): void } {
  const { name, sweep, onError, everyMs = SWEEP_EVERY_MS } = options;
  const key = `${queuePrefix(keyPrefix)}:turn:${name}`;
  const turn = async () => {
    // Let go of by time alone: so often in the whole fleet, whoever comes first.
    const taken = await redis.set(key, randomUUID(), 'PX', Math.ceil(everyMs * 0.9), 'NX');
    if (taken) await sweep();
  };
  const timer = setInterval(() => void turn().catch(onError), everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
