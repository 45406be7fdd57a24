import {
  type Backlog,
  createBacklog,
  createLiveness,
  type Liveness,
  QUEUE_NAMES,
  type QueueName,
} from '@jmj/queue';
import type { Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config.ts';

/** How often it is looked how many jobs wait, ms; at least four times before a worker counts as stalled. */
const LOOK_EVERY_MS = 5000;
/** Neither Docker nor Railway restarts what is merely unhealthy: after so many times WORKER_STALL_MS it ends by itself. */
const END_AFTER_STALLS = 2;
/** How long strangers may take over a photo, ms. */
const FETCH_MS = 20_000;

export interface Standing {
  /** The longest of all queues, ms; 0: all is well. */
  stalledMs: number;
  queues: Partial<Record<QueueName, { backlog: Backlog; stalledMs: number }>>;
}

export interface Progress {
  pulses: Record<QueueName, Liveness>;
  standing(): Standing;
}

/**
 * Watches what this worker gets done of each queue that it takes from: one that moves does not speak for another.
 * @param redis not that of the work, which may be what hangs
 * @param onWedged nothing has moved for so long that only a new process helps, while Redis itself answers
 */
export function watchProgress(
  redis: Redis,
  config: WorkerConfig,
  releasers: Releasers,
  onWedged: (stalledMs: number) => void,
): Progress {
  const stallMs = config.WORKER_STALL_MS;
  const watch = (name: QueueName, concurrency: number, mostMs: number): Liveness => {
    const backlog = createBacklog(redis, config.KEY_PREFIX, name);
    releasers.push(`backlog of ${name}`, () => backlog.close());
    const patientMs = stallMs + mostMs;
    // Who takes nothing from a queue is not asked for it.
    const read = async () => (concurrency > 0 ? backlog.read() : 0);
    return createLiveness({ concurrency, stallMs, patientMs, backlog: read });
  };
  const pulses = {
    analyses: watch('analyses', config.WORKER_CONCURRENCY, config.OPENAI_FLEX_TIMEOUT_MS),
    fetches: watch('fetches', config.FETCH_CONCURRENCY, FETCH_MS),
    batches: watch('batches', 1, config.OPENAI_FLEX_TIMEOUT_MS),
  };

  async function look(name: QueueName): Promise<void> {
    const liveness = pulses[name];
    await liveness.look();
    const stalledMs = liveness.stalledMs();
    if (stalledMs > END_AFTER_STALLS * stallMs && typeof liveness.backlog() === 'number') onWedged(stalledMs);
  }
  const lookAtAll = () => {
    for (const name of QUEUE_NAMES) void look(name);
  };
  const timer = setInterval(lookAtAll, Math.min(LOOK_EVERY_MS, Math.ceil(stallMs / 4)));
  releasers.push('liveness', () => clearInterval(timer));

  return {
    pulses,
    standing() {
      const told = QUEUE_NAMES.map((name) => {
        const stalledMs = Math.round(pulses[name].stalledMs());
        return [name, { backlog: pulses[name].backlog(), stalledMs }] as const;
      });
      return {
        stalledMs: Math.max(...told.map(([, { stalledMs }]) => stalledMs)),
        queues: Object.fromEntries(told),
      };
    },
  };
}
