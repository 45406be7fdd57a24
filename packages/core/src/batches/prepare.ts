import { setTimeout as pause } from 'node:timers/promises';
import type { AnalysisJob } from '@jmj/contracts';
import { ownFacts } from '../cached.ts';
import { Failure } from '../failure.ts';
import { fingerprintKey, parseFingerprint } from '../fingerprint.ts';
import { DEFAULT_QUALITY, LOCAL_MODEL } from '../judge.ts';
import { createOpening } from '../opening.ts';
import type { PreparedPhoto } from '../ports/judging.ts';
import { usdOf } from '../settle.ts';
import { reuse } from '../twins.ts';
import type { BatchChunk, BatchEntry } from './ports.ts';
import { type BatchWorkerDeps, jobOf, type Underway } from './worker-deps.ts';

/** The critique is known to be on its way for longer than a batch lives: a twin's descriptor is kept so long. */
const SKETCH_TTL_SECONDS = 172_800;

interface Asked {
  entry: BatchEntry;
  job: AnalysisJob;
}

/** Decides of each photo of a chunk what is sent to the provider, and writes the lines for it. */
export function createBatchPreparer(deps: BatchWorkerDeps) {
  const { store, critiques, flights, twins, settle, photos } = deps;
  const open = createOpening(deps);

  /** Those of a photo that nobody has made, and nobody else is making. */
  async function toMake(under: Underway, sha256: string, chunk: BatchChunk): Promise<Asked[]> {
    const asked: Asked[] = [];
    for (const entry of under.bySha.get(sha256) ?? []) {
      const job = jobOf(under, entry);
      if (!job || !under.pending.has(entry.n)) continue;
      if ((await deps.records.get(entry.analysisId))?.status !== 'queued') continue;
      const known = await critiques.get(job.fingerprint);
      if (known) {
        await settle.complete(job, under.batch.id, { cached: known, outcome: 'known', usd: usdOf(known) });
      } else if (under.batch.way === 'single' || job.model === LOCAL_MODEL || !deps.provider) {
        chunk.singles.push(entry.n);
      } else if (await isMadeElsewhere(under, job)) {
        chunk.deferred.push(entry.n);
      } else asked.push({ entry, job });
    }
    return asked;
  }

  async function isMadeElsewhere({ batch }: Underway, { fingerprint }: AnalysisJob): Promise<boolean> {
    const { state } = await flights.look(fingerprint);
    return state !== undefined || (await store.claim(fingerprint, batch.id)) !== batch.id;
  }

  /** A photo of the same picture whose critique this batch has asked for already. */
  function originalOf(under: Underway, job: AnalysisJob, silent: string[], lined: Set<number>) {
    const asked = parseFingerprint(job.fingerprint);
    for (const sha256 of asked ? silent : []) {
      const original = asked && under.byFingerprint.get(fingerprintKey({ ...asked, sha256 }));
      if (original?.job && lined.has(original.n)) return original.job.fingerprint;
    }
    return undefined;
  }

  async function enter(
    under: Underway,
    { entry, job }: Asked,
    prepared: PreparedPhoto,
    chunk: BatchChunk,
    lined: Set<number>,
  ): Promise<string | undefined> {
    const reading = { original: prepared.original, exif: prepared.exif };
    const look = (await twins?.look(job, prepared)) ?? {};
    if (look.known) {
      const cached = reuse(look.known, ownFacts(job, reading));
      await critiques.put(job.fingerprint, cached);
      await settle.complete(job, under.batch.id, { cached, outcome: 'twin', usd: usdOf(look.known) });
      await store.unclaim([job.fingerprint], under.batch.id);
      return undefined;
    }
    const of = originalOf(under, job, look.silent ?? [], lined);
    if (of !== undefined) {
      chunk.copies.push({ n: entry.n, reading, of });
      await store.unclaim([job.fingerprint], under.batch.id);
      return undefined;
    }
    // Found by its copies from now on: whoever finds it sees that nothing is said of it yet, and waits or is judged itself.
    if (look.sketch) await twins?.remember(job, look.sketch, SKETCH_TTL_SECONDS);
    const { tone, language, photoType, model, userHash, quality = DEFAULT_QUALITY } = job;
    const line = deps.provider?.line(entry.analysisId, {
      photo: prepared,
      ...{ tone, language, photoType, model, quality, userHash },
    });
    chunk.lines.push({ n: entry.n, reading, predicted: line?.predicted });
    lined.add(entry.n);
    return line?.text;
  }

  async function preparePhoto(
    under: Underway,
    asked: Asked[],
    bytes: Uint8Array,
    chunk: BatchChunk,
    lined: Set<number>,
  ): Promise<string[]> {
    const lines: string[] = [];
    let sketch: ReturnType<NonNullable<PreparedPhoto['sketch']>> | undefined;
    const byQuality = Map.groupBy(asked, ({ job }) => job.quality ?? DEFAULT_QUALITY);
    for (const [quality, its] of byQuality) {
      const model = its[0]?.job.model ?? '';
      const prepared = await deps.preparer.prepare(bytes, (original) =>
        deps.planner.plan(model, quality, original),
      );
      sketch ??= prepared.sketch?.();
      const described = sketch;
      const once = { ...prepared, ...(described && { sketch: () => described }) };
      for (const one of its) lines.push((await enter(under, one, once, chunk, lined)) ?? '');
    }
    return lines.filter((line) => line !== '');
  }

  async function oneByOne(
    under: Underway,
    sha256: string,
    chunk: BatchChunk,
    lined: Set<number>,
  ): Promise<string[]> {
    const asked = await toMake(under, sha256, chunk);
    if (asked.length === 0) return [];
    const giveUp = async (error: unknown) => {
      for (const { job } of asked) await settle.fail(job, under.batch.id, error);
      await store.unclaim(
        asked.map(({ job }) => job.fingerprint),
        under.batch.id,
      );
      return [];
    };
    const bytes = await photos.get(sha256);
    if (!bytes) return giveUp(new Failure('photo-gone', 'The photo is no longer stored: send it again'));
    try {
      return await open({ sha256, bytes, why: under.batch.id, signal: under.signal }, () =>
        preparePhoto(under, asked, bytes, chunk, lined),
      );
    } catch (error) {
      if (error instanceof Failure && !error.retryable) return giveUp(error);
      throw error;
    }
  }

  /**
   * Prepares photos one after the other, resting as long as each took, so that those who are waited for go first.
   * @returns the lines, and the photos that found no room among them
   */
  return async function prepareChunk(
    under: Underway,
    chunk: BatchChunk,
  ): Promise<{ lines: string[]; putBack: string[] }> {
    Object.assign(chunk, { lines: [], copies: [], deferred: [], singles: [] });
    const lined = new Set(under.chunks.flatMap(({ lines }) => lines.map(({ n }) => n)));
    const lines: string[] = [];
    let bytes = 0;
    for (const [at, sha256] of chunk.photos.entries()) {
      under.signal.throwIfAborted();
      const since = performance.now();
      const made = await oneByOne(under, sha256, chunk, lined);
      for (const line of made) bytes += line.length;
      lines.push(...made);
      deps.onMoved?.(under.batch.id);
      if (made.length > 0) await pause(performance.now() - since);
      if (bytes < deps.chunkBytes) continue;
      const putBack = chunk.photos.slice(at + 1);
      chunk.photos = chunk.photos.slice(0, at + 1);
      return { lines, putBack };
    }
    return { lines, putBack: [] };
  };
}
