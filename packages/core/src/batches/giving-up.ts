import type { Held } from '../governed.ts';
import type { BatchChunk } from './ports.ts';
import { type BatchWorkerDeps, jobOf, type Underway } from './worker-deps.ts';

/** A batch lives 48 hours: what became of it can be read for an hour. */
const PATIENCE_MS = 47 * 3_600_000;

/** Ends a chunk that would have to wait for the provider for longer than its batch lives: those who wait are told what for. */
export function createGivingUp(
  { store, settle }: Pick<BatchWorkerDeps, 'store' | 'settle'>,
  unclaim: (under: Underway, chunk: BatchChunk) => Promise<void>,
) {
  return async (under: Underway, chunk: BatchChunk, { hold, failure }: Held): Promise<boolean> => {
    const { batch, entries, bySha, pending } = under;
    if (Date.now() + hold.ms - Date.parse(batch.createdAt) < PATIENCE_MS) return false;
    const mine = new Set([
      ...chunk.photos.flatMap((sha256) => (bySha.get(sha256) ?? []).map(({ n }) => n)),
      ...[...chunk.lines, ...chunk.copies].map(({ n }) => n),
      ...[...chunk.deferred, ...chunk.singles].filter((n) => !chunk.handed.includes(n)),
    ]);
    for (const n of mine) {
      const entry = entries[n];
      const job = entry && pending.has(n) && jobOf(under, entry);
      if (job) await settle.fail(job, batch.id, failure);
    }
    await unclaim(under, chunk);
    Object.assign(chunk, { state: 'done', answered: true, photos: [] });
    await store.save(batch.id, chunk);
    return true;
  };
}
