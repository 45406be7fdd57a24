import { PRIORITIES, type Priority } from '@jmj/contracts';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { BAND, SCORE_STEP } from './fairness/bands.ts';

/** How many wait to be taken, by class: those of a queue whose priorities are in the bands of their classes. */
export async function waitingByClass(
  redis: Redis,
  queue: Pick<Queue, 'toKey'>,
): Promise<Record<Priority, number>> {
  const key = queue.toKey('prioritized');
  const [first, ...counts] = await Promise.all([
    redis.llen(queue.toKey('wait')), // taken over from dead workers
    ...PRIORITIES.map((_, n) => redis.zcount(key, n * BAND * SCORE_STEP, `(${(n + 1) * BAND * SCORE_STEP}`)),
  ]);
  const [live = 0, economy = 0, warm = 0] = counts;
  return { live: live + first, economy, warm };
}
