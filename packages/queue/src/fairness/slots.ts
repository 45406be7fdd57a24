import { randomUUID } from 'node:crypto';
import type { AnalysisJob } from '@jmj/contracts';
import type { Job } from 'bullmq';
import { classOf } from './bands.ts';
import type { LaneJob, Lanes } from './lanes.ts';

/** Should nobody let a parked job out of its line, BullMQ does after so long, ms: it is then looked at again. */
const BACKSTOP_MS = 300_000;
/** How often a worker says that it is there, and looks after lines whose slots came free by a worker's death, ms. */
const BEAT_MS = 2000;
/** A worker that was silent for so long does not count among the fleet, ms. */
const FLEET_LEASE_MS = 15_000;

export interface Slots {
  /** False when the job has to wait for a slot: it is parked, no longer this worker's, and no attempt was made. */
  admit(job: Job<AnalysisJob>, token: string): Promise<boolean>;
  /** To be called while the job is still this worker's. Never throws: a slot that is not given back runs out. */
  leave(job: Job<AnalysisJob>, token: string): Promise<void>;
  /** Nothing is looked after any more. */
  stop(): void;
  /** The same, and tells the fleet. */
  close(): Promise<void>;
}

export interface SlotsOptions {
  concurrency: number;
  /** A slot is lost when its worker was silent for so long, ms. */
  leaseMs: number;
  onTrouble: (error: unknown) => void;
}

const laneJob = (job: Job<AnalysisJob>): LaneJob => ({
  id: job.id ?? '',
  class: classOf(job.data),
  tenant: job.data.lane ?? job.data.tenant,
});

/** One worker's share in the lanes: takes slots for its jobs, and keeps them while these run. */
export function createSlots(lanes: Lanes, { concurrency, leaseMs, onTrouble }: SlotsOptions): Slots {
  const self = `${randomUUID()}:${concurrency}`;
  const running = new Map<string, LaneJob>();

  async function renew(): Promise<void> {
    const held = [...running.values()].flatMap((job) =>
      lanes.lanesOf(job).map((lane) => ({ id: job.id, lane })),
    );
    if (held.length) await lanes.renew(held, leaseMs);
  }

  const beat = () => lanes.beat(self, FLEET_LEASE_MS);
  /** Before it has joined the fleet, its slots are nobody's to share. */
  const joined = beat().catch(onTrouble);
  const timers = [
    setInterval(() => void renew().catch(onTrouble), Math.ceil(leaseMs / 3)),
    setInterval(() => void beat().catch(onTrouble), BEAT_MS),
  ];
  for (const timer of timers) timer.unref();

  const stop = () => {
    for (const timer of timers) clearInterval(timer);
  };

  return {
    async admit(job, token) {
      await joined;
      const asked = laneJob(job);
      const full = await lanes.admit(asked, leaseMs);
      if (full === undefined) {
        running.set(asked.id, asked);
        return true;
      }
      try {
        // First BullMQ's: in a line it may be let out at once.
        await job.moveToDelayed(Date.now() + BACKSTOP_MS, token);
        await lanes.park(asked, full, job.timestamp);
      } catch (err) {
        onTrouble(err); // its lock runs out, or BullMQ brings it back
      }
      return false;
    },
    async leave(job, token) {
      const held = running.get(job.id ?? '') ?? laneJob(job);
      running.delete(held.id); // before the slot goes: a renewal must not come after
      if (lanes.lanesOf(held).length > 0) await lanes.leave(held, token).catch(onTrouble);
    },
    stop,
    async close() {
      stop();
      await lanes.beat(self, 0).catch(onTrouble);
    },
  };
}
