import { Failure, toAnalysisError } from '../failure.ts';
import type { AnalysisRecords, Flights, Settlement } from '../ports/waiting.ts';
import { mapAtOnce } from './plan.ts';
import type { BatchEntry, BatchQueue, BatchStore } from './ports.ts';

export interface BatchGateDeps {
  store: BatchStore;
  queue: BatchQueue;
  records: Pick<AnalysisRecords, 'settle'>;
  flights: Pick<Flights, 'leave'>;
}

const AT_ONCE = 16;

/** Starts a batch, and calls it off. */
export function createBatchGate({ store, queue, records, flights }: BatchGateDeps) {
  async function pendingEntries(id: string): Promise<BatchEntry[]> {
    const pending = new Set(await store.pending(id));
    return (await store.entries(id)).filter(({ n }) => pending.has(n));
  }

  /** Ends analyses for all who follow them; what the batch holds for them is let go of where it is looked after. */
  async function settle(entries: BatchEntry[], settlement: Settlement): Promise<void> {
    await mapAtOnce(entries, AT_ONCE, async ({ analysisId, job }) => {
      await records.settle(analysisId, settlement);
      if (job) await flights.leave(job.fingerprint, [analysisId]);
    });
  }

  /** With what has arrived: what has not fails. */
  async function start(id: string): Promise<void> {
    const never = new Set(await store.close(id));
    if (never.size > 0) {
      const error = toAnalysisError(new Failure('photo-unknown', 'The photo was not sent'));
      const completedAt = new Date().toISOString();
      const unsent = (await pendingEntries(id)).filter(({ sha256 }) => never.has(sha256));
      await settle(unsent, { status: 'failed', error, completedAt });
    }
    await store.run(id);
    await queue.wake(id);
  }

  return {
    start,

    /** This photo is not taken, and its items fail. The last one that was missing starts the batch. */
    async refuse(id: string, sha256: string, why: Failure): Promise<void> {
      const its = (await pendingEntries(id)).filter((entry) => entry.sha256 === sha256);
      const completedAt = new Date().toISOString();
      await settle(its, { status: 'failed', error: toAnalysisError(why), completedAt });
      if ((await store.refuse(id, sha256)) === 0) await start(id);
    },

    async cancel(id: string): Promise<void> {
      if (!(await store.cancel(id))) return;
      const completedAt = new Date().toISOString();
      await settle(await pendingEntries(id), { status: 'canceled', completedAt });
      await queue.wake(id);
    },
  };
}

export type BatchGate = ReturnType<typeof createBatchGate>;
