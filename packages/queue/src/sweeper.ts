import type { Queue } from 'bullmq';
import { KEEP_COMPLETED, KEEP_FAILED } from './retention.ts';

const SWEEP_EVERY_MS = 600_000;

/** Removes the finished jobs that are past their age; answers how many. */
export async function sweepFinishedJobs(queue: Queue): Promise<number> {
  const completed = await queue.clean(KEEP_COMPLETED.age * 1000, KEEP_COMPLETED.count, 'completed');
  const failed = await queue.clean(KEEP_FAILED.age * 1000, KEEP_FAILED.count, 'failed');
  return completed.length + failed.length;
}

/** BullMQ looks at the age of finished jobs only when another one finishes: on a quiet queue they would stay for ever. */
export function startSweeping(queue: Queue, onError: (error: unknown) => void): { stop(): void } {
  const timer = setInterval(() => void sweepFinishedJobs(queue).catch(onError), SWEEP_EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
