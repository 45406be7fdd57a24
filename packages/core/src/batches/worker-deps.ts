import type { AnalysisJob } from '@jmj/contracts';
import type { Billing } from '../bill.ts';
import type { OpeningDeps } from '../opening.ts';
import type { CritiqueCache } from '../ports/critiques.ts';
import type { Judge, PhotoPreparer, PhotoStore } from '../ports/judging.ts';
import type { AnalysisQueue, AnalysisRecords, Flights } from '../ports/waiting.ts';
import type { Settle } from '../settle.ts';
import type { ImagePlanner } from '../spending.ts';
import type { Twins } from '../twins.ts';
import type { Weather } from '../weather.ts';
import type { BatchGate } from './gate.ts';
import type {
  ArrivedPhoto,
  BatchChunk,
  BatchEntry,
  BatchHead,
  BatchProvider,
  BatchState,
  BatchStore,
} from './ports.ts';

export interface BatchWorkerDeps extends OpeningDeps {
  store: BatchStore;
  gate: BatchGate;
  /** Without it every critique is made one by one. */
  provider?: BatchProvider | undefined;
  /** Of ordinary analyses. */
  queue: AnalysisQueue;
  photos: PhotoStore;
  preparer: PhotoPreparer;
  planner: ImagePlanner;
  judge: Judge;
  /** Whether the provider may be called now, where it is called for one photo. */
  weather?: Weather | undefined;
  critiques: CritiqueCache;
  twins?: Twins | undefined;
  records: AnalysisRecords;
  flights: Flights;
  settle: Settle;
  billing: Billing;
  cacheTtlSeconds: number;
  /** How long the photo store keeps a photo by itself, ms. */
  photoTtlMs: number;
  /** How soon the provider is first asked how a batch stands; later up to `longestPollMs`. */
  pollMs: number;
  longestPollMs: number;
  /** Photos sent to the provider together, at most. */
  chunkPhotos: number;
  /** The same in bytes of what is sent. */
  chunkBytes: number;
  /** Told when there is progress within a step. */
  onMoved?: ((batchId: string) => void) | undefined;
  onTrouble: (error: unknown, about: { batchId: string; chunkId?: string }) => void;
}

/** A batch as it is while a step is made. */
export interface Underway {
  batch: BatchHead & { state: BatchState };
  entries: BatchEntry[];
  bySha: Map<string, BatchEntry[]>;
  byFingerprint: Map<string, BatchEntry>;
  pending: Set<number>;
  photos: Map<string, ArrivedPhoto>;
  chunks: BatchChunk[];
  signal: AbortSignal;
}

/** The job of an entry whose photo has arrived. */
export function jobOf({ photos }: Pick<Underway, 'photos'>, entry: BatchEntry): AnalysisJob | undefined {
  const photo = photos.get(entry.sha256);
  if (!photo || !entry.job) return undefined;
  return { ...entry.job, photo };
}

/** Whether the photo of a line was that of a user who has been erased since. */
export const isErased = ({ entries }: Pick<Underway, 'entries'>, n: number): boolean => !entries[n]?.job;

export async function openBatch(
  store: BatchStore,
  id: string,
  signal: AbortSignal,
): Promise<Underway | undefined> {
  const batch = await store.head(id);
  if (!batch) return undefined;
  const [entries, pending, arrived, chunks] = await Promise.all([
    store.entries(id),
    store.pending(id),
    store.arrived(id),
    store.chunks(id),
  ]);
  return {
    batch,
    entries,
    bySha: Map.groupBy(entries, ({ sha256 }) => sha256),
    byFingerprint: new Map(entries.flatMap((it) => (it.job ? [[it.job.fingerprint, it] as const] : []))),
    pending: new Set(pending),
    photos: new Map(arrived.map((photo) => [photo.sha256, photo])),
    chunks: chunks.sort((a, b) => a.at - b.at),
    signal,
  };
}
