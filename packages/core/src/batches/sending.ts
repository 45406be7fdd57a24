import { Failure } from '../failure.ts';
import { Held, heldBack } from '../governed.ts';
import type { BatchFinisher } from './finish.ts';
import { BATCH_API } from './governed.ts';
import { mapAtOnce } from './plan.ts';
import type { BatchChunk, BatchLine } from './ports.ts';
import { createBatchPreparer } from './prepare.ts';
import { type BatchWorkerDeps, isErased, type Underway } from './worker-deps.ts';

/** After so many refusals the photos of a chunk are judged one by one. */
const MOST_TRIES = 8;
const AT_ONCE = 32;

/** Takes chunks to the provider, and looks how they stand there. */
export function createSending(deps: BatchWorkerDeps, finish: BatchFinisher['finish']) {
  const { store, provider } = deps;
  const prepareChunk = createBatchPreparer(deps);
  const backoff = (tries: number): number => Math.min(deps.longestPollMs, deps.pollMs * 1.5 ** tries);

  /** What was asked of the provider for the chunk, when the worker that asked went away before it noted the answer. */
  async function send(under: Underway, chunk: BatchChunk, lines: string[], putBack: string[]): Promise<void> {
    if (!provider || lines.length === 0) {
      chunk.state = 'sent';
      chunk.answered = true;
      return store.save(under.batch.id, chunk, putBack);
    }
    chunk.state = 'prepared';
    await store.save(under.batch.id, chunk, putBack);
    under.signal.throwIfAborted();
    try {
      chunk.sent = await provider.send(chunk.id, lines, under.signal);
    } catch (error) {
      under.signal.throwIfAborted();
      if (error instanceof Held) throw error;
      await refused(under, chunk, error);
      return;
    }
    await noteSent(under, chunk);
  }

  async function noteSent(under: Underway, chunk: BatchChunk): Promise<void> {
    chunk.state = 'sent';
    chunk.tries = 0;
    chunk.lookAt = Date.now() + deps.pollMs;
    await store.save(under.batch.id, chunk);
  }

  /** The provider takes no batch now: later, or one by one. */
  async function refused(under: Underway, chunk: BatchChunk, error: unknown): Promise<void> {
    deps.onTrouble(error, { batchId: under.batch.id, chunkId: chunk.id });
    chunk.tries += 1;
    chunk.lookAt = Date.now() + backoff(chunk.tries);
    const permanent = error instanceof Failure && !error.retryable;
    if (permanent || chunk.tries >= MOST_TRIES) {
      chunk.singles.push(...chunk.lines.map(({ n }) => n));
      await unclaim(under, chunk);
      chunk.lines = [];
      chunk.state = 'sent';
      chunk.answered = true;
    }
    await store.save(under.batch.id, chunk);
  }

  const unclaim = (under: Underway, chunk: { lines: BatchLine[] }) =>
    store.unclaim(
      chunk.lines.flatMap(({ n }) => under.entries[n]?.job?.fingerprint ?? []),
      under.batch.id,
    );

  /** Preparing takes a while: who was erased or canceled meanwhile is not sent. */
  async function stillWanted(under: Underway, chunk: BatchChunk, lines: string[]): Promise<string[]> {
    const isWanted = await mapAtOnce(chunk.lines, AT_ONCE, async ({ n }) => {
      const record = await deps.records.get(under.entries[n]?.analysisId ?? '');
      return record?.status === 'queued';
    });
    await unclaim(under, { lines: chunk.lines.filter((_, at) => !isWanted[at]) });
    chunk.lines = chunk.lines.filter((_, at) => isWanted[at]);
    return lines.filter((_, at) => isWanted[at]);
  }

  /** Nothing is prepared that would then have to wait. */
  async function lookOut({ batch }: Underway, { id }: BatchChunk): Promise<void> {
    if (batch.way === 'single' || !provider) return;
    const hold = await deps.weather?.look(BATCH_API, { jobId: id, priority: 'economy' });
    if (hold) throw heldBack(BATCH_API, hold);
  }

  async function prepare(under: Underway, chunk: BatchChunk): Promise<boolean> {
    await lookOut(under, chunk);
    if (chunk.state === 'prepared' && provider) {
      const found = await provider.find(chunk.id, chunk.at, under.signal);
      if (found) {
        chunk.sent = found;
        await noteSent(under, chunk);
        return true;
      }
    }
    const { lines, putBack } = await prepareChunk(under, chunk);
    await send(under, chunk, await stillWanted(under, chunk, lines), putBack);
    return chunk.state === 'sent';
  }

  async function look(under: Underway, chunk: BatchChunk): Promise<void> {
    const { sent } = chunk;
    if (!provider || !sent || chunk.answered) return;
    if (chunk.lookAt > Date.now()) return;
    const stands = await provider.look(sent, under.signal);
    if (!stands.over) {
      const isNobodys = chunk.lines.every(({ n }) => isErased(under, n));
      if (isNobodys || under.batch.state.phase === 'canceled') await provider.cancel(sent, under.signal);
      chunk.tries += 1;
      chunk.lookAt = Date.now() + backoff(chunk.tries);
      return store.save(under.batch.id, chunk);
    }
    const again = await finish(under, provider, chunk, sent, stands);
    if (again !== undefined) {
      chunk.rounds += 1;
      chunk.lookAt = Date.now() + again;
      return store.save(under.batch.id, chunk);
    }
    await provider.discard(sent, stands, under.signal).catch((error: unknown) => {
      deps.onTrouble(error, { batchId: under.batch.id, chunkId: chunk.id }); // they expire by themselves
    });
    await unclaim(under, chunk);
    chunk.answered = true;
    await store.save(under.batch.id, chunk);
    for (const { n } of chunk.lines) {
      const { job, analysisId } = under.entries[n] ?? {};
      if (job && analysisId !== undefined) await deps.billing.close({ ...job, analysisId }, false);
    }
  }

  return { prepare, look, noteSent, unclaim };
}
