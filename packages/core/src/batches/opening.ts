import { FATAL_OPENINGS, type Quarantine, quarantined } from '../quarantine.ts';
import type { BatchStore } from './ports.ts';

export interface OpeningDeps {
  store: Pick<BatchStore, 'openings' | 'noteOpenings'>;
  quarantine?: Quarantine | undefined;
  /** Opens a photo where it can do no harm; false when it did some. */
  taste?: ((bytes: Uint8Array, signal: AbortSignal) => Promise<boolean>) | undefined;
}

export interface OpenedPhoto {
  batchId: string;
  sha256: string;
  bytes: Uint8Array;
  signal: AbortSignal;
}

/**
 * Opens photos that the worker may not survive, so that the next one knows: the last time only if it tastes well. Photos of one batch
 * are opened one at a time.
 */
export function createOpening({ store, quarantine, taste }: OpeningDeps) {
  async function isHarmless({ batchId, sha256, bytes, signal }: OpenedPhoto, times: number) {
    if (times < FATAL_OPENINGS) return true;
    if (times > FATAL_OPENINGS) return false;
    try {
      return (await taste?.(bytes, signal)) ?? true;
    } catch (error) {
      await store.noteOpenings(batchId, sha256, times - 1); // handed back: nobody went away
      throw error;
    }
  }

  /** @throws Failure `photo-quarantined` */
  return async function open<T>(photo: OpenedPhoto, work: () => Promise<T>): Promise<T> {
    const { batchId, sha256 } = photo;
    const [isKnown, before] = await Promise.all([quarantine?.has(sha256), store.openings(batchId, sha256)]);
    if (isKnown) throw quarantined();
    const times = before + 1;
    await store.noteOpenings(batchId, sha256, times);
    if (!(await isHarmless(photo, times))) {
      await quarantine?.add(sha256, batchId);
      throw quarantined();
    }
    try {
      return await work();
    } finally {
      await store.noteOpenings(batchId, sha256, 0);
    }
  };
}
