import type { Batch, BatchResult, CreatedBatch } from '@jmj/contracts';
import type { IncomingPhoto } from '../draft.ts';
import { Failure } from '../failure.ts';
import type { Follow } from '../follow.ts';
import type { PhotoStore } from '../ports/judging.ts';
import type { AnalysisRecords, Flights } from '../ports/waiting.ts';
import { type Quarantine, quarantined } from '../quarantine.ts';
import { createBatchGate } from './gate.ts';
import { mapAtOnce } from './plan.ts';
import type { BatchHead, BatchQueue, BatchState, BatchStore } from './ports.ts';
import { isOver, toBatch } from './view.ts';

export interface BatchesDeps {
  store: BatchStore;
  queue: BatchQueue;
  photos: Pick<PhotoStore, 'put' | 'release'>;
  records: AnalysisRecords;
  flights: Flights;
  follow: Pick<Follow, 'get'>;
  /** Without it no photo is refused for what it did to workers. */
  quarantine?: Pick<Quarantine, 'has'> | undefined;
  /** The most that workers open. @default what they are set to unless told otherwise */
  maxPixels?: number | undefined;
}

type Kept = BatchHead & { state: BatchState };

const AT_ONCE = 16;
/** How often who waits looks again, ms. */
const LOOK_AGAIN_MS = 500;
/** Results fetched together. */
const PAGE = 50;

/** Under it a batch holds its photos. */
export const batchHolder = (id: string): string => `batch:${id}`;

const notFound = () => new Failure('not-found', 'There is no batch of that id, or it has expired');

/** What callers do with a batch after it was made. Another tenant's does not exist. */
export function createBatches(deps: BatchesDeps) {
  const { store, queue, photos } = deps;
  const gate = createBatchGate(deps);

  async function owned(tenant: string, id: string): Promise<Kept> {
    const kept = await store.head(id);
    if (kept?.tenant === tenant) return kept;
    throw notFound();
  }

  async function look(tenant: string, id: string): Promise<Batch> {
    const kept = await owned(tenant, id);
    return toBatch(kept, kept.state.missing > 0 ? await store.missing(id) : []);
  }

  /** Its items have failed before whoever sends it is told. */
  async function refuse(id: string, sha256: string, why: unknown): Promise<never> {
    if (why instanceof Failure) await gate.refuse(id, sha256, why);
    throw why;
  }

  return {
    look,

    /** What was answered when it was made, with the batch as it is now. @throws Failure `not-found` */
    async recall(tenant: string, id: string): Promise<CreatedBatch> {
      const batch = await look(tenant, id);
      const [items, entries] = await Promise.all([store.items(id), store.entries(id)]);
      const statuses = new Map(entries.flatMap((it) => it.items.map((at) => [at, it.status] as const)));
      return { ...batch, items: items.map((it, at) => ({ ...it, status: statuses.get(at) ?? 'queued' })) };
    },

    /** The batch as soon as it is over, or as it is after `seconds`. */
    async wait(tenant: string, id: string, seconds: number, signal: AbortSignal): Promise<Batch> {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const kept = await owned(tenant, id);
        const left = deadline - Date.now();
        if (isOver(kept.state) || left <= 0 || signal.aborted) return look(tenant, id);
        await new Promise((resolve) => setTimeout(resolve, Math.min(left, LOOK_AGAIN_MS)));
      }
    },

    /**
     * Whether it takes this photo: to be asked before the photo is received.
     * @throws Failure `not-found`, `conflict`, `photo-quarantined`
     */
    async expect(tenant: string, id: string, sha256: string): Promise<void> {
      const { state } = await owned(tenant, id);
      const wanted = await store.wants(id, sha256);
      if (wanted === undefined)
        throw state.closed
          ? new Failure('conflict', 'The batch takes no more photos')
          : new Failure('not-found', 'The batch does not wait for this photo');
      if (wanted === 'missing' && (await deps.quarantine?.has(sha256)))
        await refuse(id, sha256, quarantined());
    },

    /**
     * Keeps a photo that it waits for; with the last one it starts by itself. When there is no more room for photos it starts with
     * those that are there, so that there will be.
     * @throws Failure `not-found`, `conflict`, `invalid-request`, `photo-store-full`, or why no worker would open it
     */
    async receive(tenant: string, id: string, sha256: string, photo: IncomingPhoto): Promise<Batch> {
      await owned(tenant, id);
      if (photo.sha256 !== sha256)
        throw new Failure('invalid-request', 'The photo has another hash than the address says', {
          fields: [{ field: 'sha256', message: `the photo has ${photo.sha256}` }],
        });
      if ((await store.wants(id, sha256)) === 'missing') {
        try {
          photo.refuseBomb?.(deps.maxPixels);
        } catch (why) {
          await refuse(id, sha256, why);
        }
        await photos.put({ sha256, bytes: photo.bytes() }, batchHolder(id)).catch(async (error: unknown) => {
          if (error instanceof Failure && error.code === 'photo-store-full' && (await store.run(id)))
            await queue.wake(id);
          throw error;
        });
        const { size: bytes, format } = photo;
        if ((await store.arrive(id, { sha256, bytes, format })) === 0) await gate.start(id);
        // Its user may have been erased while it was sent.
        const isUnwanted = (await store.wants(id, sha256)) === undefined;
        if (isUnwanted || isOver((await owned(tenant, id)).state))
          await photos.release(sha256, batchHolder(id));
      }
      return look(tenant, id);
    },

    /** Starts with what has arrived: the others fail as `photo-unknown`. @throws Failure `not-found`, `conflict` when it is canceled */
    async start(tenant: string, id: string): Promise<Batch> {
      const { state } = await owned(tenant, id);
      if (state.phase === 'canceled') throw new Failure('conflict', 'The batch is canceled');
      if (!state.closed) await gate.start(id);
      return look(tenant, id);
    },

    /** @throws Failure `not-found`, `conflict` when it is completed */
    async cancel(tenant: string, id: string): Promise<Batch> {
      const { state } = await owned(tenant, id);
      if (state.phase === 'completed') throw new Failure('conflict', 'The batch is already completed');
      await gate.cancel(id);
      return look(tenant, id);
    },

    /**
     * What has ended, one item after the other as they do, until the batch is over. @param after the last one that is known
     * @throws Failure `not-found`
     */
    async *results(
      tenant: string,
      id: string,
      after: number,
      signal: AbortSignal,
    ): AsyncGenerator<BatchResult> {
      await owned(tenant, id);
      const items = await store.items(id);
      for (let seq = after; ; ) {
        const { state } = await owned(tenant, id);
        const page = await store.ended(id, seq, PAGE);
        const told = await mapAtOnce(page, AT_ONCE, async ({ item }) => {
          const { analysisId = '', sha256 = '', ref } = items[item] ?? {};
          const named = { ...(ref !== undefined && { ref }), sha256 };
          try {
            return { ...named, analysis: await deps.follow.get(tenant, analysisId) };
          } catch (error) {
            if (!(error instanceof Failure)) throw error;
            return { ...named, problem: { code: error.code, detail: error.message } };
          }
        });
        for (const one of told) {
          seq += 1;
          yield { seq, ...one };
        }
        if (signal.aborted) return;
        if (page.length > 0) continue;
        if (isOver(state) && state.completed + state.failed + state.canceled >= state.total) return;
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
        if (signal.aborted) return;
      }
    },
  };
}

export type Batches = ReturnType<typeof createBatches>;
