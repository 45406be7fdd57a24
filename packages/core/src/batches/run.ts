import { hasEnded } from '../follow.ts';
import { Held } from '../governed.ts';
import { NO_WEATHER } from '../weather.ts';
import { createBatchFinisher } from './finish.ts';
import { createGivingUp } from './giving-up.ts';
import { governedBatches } from './governed.ts';
import { mapAtOnce } from './plan.ts';
import type { BatchChunk, BatchEntry } from './ports.ts';
import { createSending } from './sending.ts';
import { createSingles, holderOf } from './singles.ts';
import { isOver } from './view.ts';
import { type BatchWorkerDeps, openBatch, type Underway } from './worker-deps.ts';

/** How soon to look again at what others are doing, ms. */
const SOON_MS = 1000;
/** While nothing is to be done but to keep photos, ms. Also what is lost when it is woken in the middle of a step. */
const IDLE_MS = 5000;
/** A batch to which nothing is sent for so long gets nothing more, ms. */
const LONGEST_SILENCE_MS = 3_600_000;
const AT_ONCE = 32;

const isSent = ({ state }: BatchChunk): boolean => state === 'sent' || state === 'done';

/** Makes one step of a batch after the other. Every step can be repeated: what has been done is done once. */
export function createBatchRunner(given: BatchWorkerDeps) {
  const { weather = NO_WEATHER } = given;
  const deps = { ...given, provider: given.provider && governedBatches(given.provider, weather) };
  const { store, photos, provider, billing, records } = deps;
  const finisher = createBatchFinisher(deps);
  const sending = createSending(deps, finisher.finish);
  const handOut = createSingles(deps);
  const giveUp = createGivingUp(deps, sending.unclaim);

  async function letGoOfHold(entry: BatchEntry | undefined): Promise<void> {
    const { job, analysisId } = entry ?? {};
    if (job && analysisId !== undefined) await billing.close({ ...job, analysisId }, false);
  }

  /** Notes what has ended, by whomever, and lets go of the money for what nobody will pay any more. */
  async function gather(under: Underway): Promise<void> {
    const atProvider = new Set(
      under.chunks.flatMap((it) => (it.sent && !it.answered ? it.lines.map(({ n }) => n) : [])),
    );
    await mapAtOnce([...under.pending], AT_ONCE, async (n) => {
      const entry = under.entries[n];
      if (!entry) return;
      const record = await records.get(entry.analysisId);
      if (record && !hasEnded(record.status)) return;
      if (!atProvider.has(n)) await letGoOfHold(entry);
      await store.end(under.batch.id, entry, record?.status ?? 'failed');
      under.pending.delete(n);
    });
  }

  /** What has to wait for the provider does, and stops nothing else. */
  async function advance(under: Underway, chunk: BatchChunk): Promise<void> {
    if (chunk.state === 'done') return;
    try {
      await goOn(under, chunk);
    } catch (error) {
      if (!(error instanceof Held)) throw error;
      chunk.lookAt = Date.now() + error.hold.ms;
      if (!(await giveUp(under, chunk, error))) await store.save(under.batch.id, chunk);
    }
  }

  async function goOn(under: Underway, chunk: BatchChunk): Promise<void> {
    if (!isSent(chunk)) {
      const sentNow = chunk.lookAt <= Date.now() && (await sending.prepare(under, chunk));
      if (!sentNow) return;
      await gather(under);
    }
    await sending.look(under, chunk);
    const before = JSON.stringify(chunk);
    chunk.copies = await finisher.copies(under, chunk);
    const open = await handOut(under, chunk);
    const kept = new Set(
      [...chunk.singles, ...chunk.deferred]
        .filter((n) => under.pending.has(n) && !chunk.handed.includes(n))
        .map((n) => under.entries[n]?.sha256),
    );
    for (const sha256 of chunk.photos) if (!kept.has(sha256)) await photos.release(sha256, holderOf(under));
    chunk.photos = chunk.photos.filter((sha256) => kept.has(sha256));
    if (chunk.answered && !open && chunk.copies.length === 0) chunk.state = 'done';
    if (JSON.stringify(chunk) !== before) await store.save(under.batch.id, chunk);
  }

  /** Nobody waits any more: what was not sent goes, what was is told to stop. */
  async function callOff(under: Underway): Promise<void> {
    await gather(under);
    for (const chunk of under.chunks) {
      if (chunk.state === 'done') continue;
      // One that was being sent may have been: it is looked for, so that it is stopped.
      if (chunk.state === 'prepared' && provider) {
        chunk.sent = await provider.find(chunk.id, chunk.at, under.signal);
        if (chunk.sent) await sending.noteSent(under, chunk);
      }
      if (chunk.sent && !chunk.answered) await sending.look(under, chunk);
      if (chunk.sent && !chunk.answered) continue;
      await sending.unclaim(under, chunk);
      chunk.state = 'done';
      await store.save(under.batch.id, chunk);
    }
    for (const sha256 of under.photos.keys()) await photos.release(sha256, holderOf(under));
  }

  async function keepPhotos(under: Underway): Promise<void> {
    const needed = new Set([
      ...(await store.ready(under.batch.id)),
      ...under.chunks.flatMap((chunk) => (chunk.state === 'done' ? [] : chunk.photos)),
    ]);
    await mapAtOnce([...needed], AT_ONCE, (sha256) => photos.keep(sha256, holderOf(under)));
  }

  /** Photos are kept for as long as the batch needs them, but not read at every step. */
  const keptAt = new Map<string, number>();
  async function keepSometimes(under: Underway): Promise<void> {
    const { id } = under.batch;
    if (Date.now() - (keptAt.get(id) ?? 0) < deps.photoTtlMs / 4) return;
    await keepPhotos(under);
    keptAt.set(id, Date.now());
  }

  /** One who has stopped sending gets what there is; one who has never begun, nothing. */
  async function endSilence({ batch }: Underway): Promise<boolean> {
    const { phase, closed, touchedAt } = batch.state;
    if (closed || isOver(batch.state) || Date.now() - touchedAt < LONGEST_SILENCE_MS) return false;
    await (phase === 'collecting' ? deps.gate.cancel(batch.id) : deps.gate.start(batch.id));
    return true;
  }

  function nextIn(under: Underway, isReady: boolean): number {
    if (isReady) return 0;
    const { phase, closed } = under.batch.state;
    const idle = phase === 'running' && !closed ? SOON_MS : IDLE_MS;
    const times = under.chunks.flatMap((chunk) => {
      if (chunk.state === 'done') return [];
      const waitsForOthers = chunk.deferred.length + chunk.singles.length + chunk.copies.length > 0;
      if (chunk.answered) return waitsForOthers ? [SOON_MS] : [0];
      return [Math.max(0, chunk.lookAt - Date.now())];
    });
    return Math.min(idle, ...times);
  }

  async function running(under: Underway): Promise<boolean> {
    const unsent = under.chunks.find((chunk) => !isSent(chunk));
    for (const chunk of under.chunks) await advance(under, chunk);
    if (unsent) return isSent(unsent) && (await store.ready(under.batch.id)).length > 0;
    const chunk = await store.take(under.batch.id, deps.chunkPhotos);
    if (!chunk) return false;
    // Some of its photos may have arrived since this step began.
    for (const photo of await store.arrived(under.batch.id)) under.photos.set(photo.sha256, photo);
    under.chunks.push(chunk);
    await advance(under, chunk);
    return true;
  }

  /**
   * Does what there is to do for the batch now. To be called by one worker at a time.
   * @returns ms until there may be something to do again; nothing when the batch is over
   * @throws whatever keeps it from going on: to be tried again
   */
  return async function step(id: string, signal: AbortSignal): Promise<number | undefined> {
    const under = await openBatch(store, id, signal);
    if (!under || under.batch.state.phase === 'completed') return undefined;
    if (await endSilence(under)) return 0;
    if (under.batch.state.phase === 'canceled') {
      keptAt.delete(id);
      try {
        await callOff(under);
      } catch (error) {
        if (error instanceof Held) return error.hold.ms;
        throw error;
      }
      return under.chunks.every(({ state }) => state === 'done') ? undefined : nextIn(under, false);
    }
    await keepSometimes(under);
    const isReady = under.batch.state.phase === 'running' && (await running(under));
    await gather(under);
    if (under.pending.size > 0 || under.chunks.some(({ state }) => state !== 'done'))
      return nextIn(under, isReady);
    const { closed } = (await store.head(id))?.state ?? {};
    if (!closed) return IDLE_MS;
    for (const sha256 of under.photos.keys()) await photos.release(sha256, holderOf(under));
    await store.complete(id);
    keptAt.delete(id);
    return undefined;
  };
}

export type BatchRunner = ReturnType<typeof createBatchRunner>;
