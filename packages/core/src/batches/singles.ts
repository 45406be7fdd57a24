import { batchHolder } from './batches.ts';
import type { BatchChunk } from './ports.ts';
import { type BatchWorkerDeps, jobOf, type Underway } from './worker-deps.ts';

/** Analyses of one batch in the ordinary queue at a time: others of the same rank get their turn too. */
const AT_ONCE = 10;

/** Gives entries to the ordinary queue of analyses, some at a time. Answers whether any is left or under way. */
export function createSingles(deps: BatchWorkerDeps) {
  const { photos, flights, store, queue } = deps;

  /** Those who waited for somebody else's critique in vain have it made themselves. */
  async function takeOver(under: Underway, chunk: BatchChunk): Promise<void> {
    const waiting: number[] = [];
    for (const n of chunk.deferred) {
      const fingerprint = under.entries[n]?.job?.fingerprint;
      if (fingerprint === undefined || !under.pending.has(n)) continue;
      const owner = await store.claimedBy(fingerprint);
      const { state } = await flights.look(fingerprint);
      if (state || (owner !== undefined && owner !== under.batch.id)) waiting.push(n);
      else chunk.singles.push(n);
    }
    chunk.deferred = waiting;
  }

  return async function handOut(under: Underway, chunk: BatchChunk): Promise<boolean> {
    await takeOver(under, chunk);
    const handed = new Set(chunk.handed);
    let free = AT_ONCE - under.chunks.flatMap((it) => it.handed).filter((n) => under.pending.has(n)).length;
    for (const n of chunk.singles) {
      if (free <= 0) break;
      const entry = under.entries[n];
      const job = entry && jobOf(under, entry);
      if (!job || handed.has(n) || !under.pending.has(n)) continue;
      if (!(await photos.keep(job.photo.sha256, job.analysisId)))
        deps.onTrouble(new Error('the photo of a batch is gone'), { batchId: under.batch.id });
      await queue.add(job);
      chunk.handed.push(n);
      free -= 1;
    }
    const open = (n: number) => under.pending.has(n);
    return chunk.singles.some(open) || chunk.deferred.some(open);
  };
}

export const holderOf = ({ batch }: Underway): string => batchHolder(batch.id);
