import { Failure } from '../failure.ts';
import { Held, heldBack } from '../governed.ts';
import type { Clearance, Weather } from '../weather.ts';
import type { BatchProvider } from './ports.ts';

/** Under this name the weather knows the Batch API: it has limits of its own, and shares the account with the models. */
export const BATCH_API = 'batch-api';

/** A provider none of whose calls passes before the weather does, and which tells it how each ended. What it throws may be `Held`. */
export function governedBatches(provider: BatchProvider, weather: Weather): BatchProvider {
  async function begin(jobId: string): Promise<Clearance> {
    const forecast = { model: BATCH_API, tier: 'batch', tokens: 0 } as const;
    const answer = await weather.enter(forecast, { jobId, priority: 'economy' });
    if ('why' in answer) throw heldBack(BATCH_API, answer);
    return answer;
  }

  /** What is to be thrown for what was. */
  async function failed(clearance: Clearance, since: number, error: unknown): Promise<unknown> {
    const failure = error instanceof Failure ? error : undefined;
    const latencyMs = performance.now() - since;
    const report = { tier: 'batch', outcome: failure?.code ?? 'canceled', latencyMs } as const;
    const hold = await weather.leave(clearance, report, { retryAfterMs: failure?.retryAfterMs });
    return hold && failure ? new Held(hold, failure) : error;
  }

  const answered = (clearance: Clearance, since: number) =>
    weather.leave(clearance, { tier: 'batch', outcome: 'completed', latencyMs: performance.now() - since });

  async function call<T>(jobId: string, ask: () => Promise<T>): Promise<T> {
    const clearance = await begin(jobId);
    const since = performance.now();
    const answer = await ask().catch(async (error: unknown) => {
      throw await failed(clearance, since, error);
    });
    await answered(clearance, since);
    return answer;
  }

  return {
    line: provider.line,
    send: (chunkId, lines, signal) => call(chunkId, () => provider.send(chunkId, lines, signal)),
    find: (chunkId, since, signal) => call(chunkId, () => provider.find(chunkId, since, signal)),
    look: (sent, signal) => call(sent.batchId, () => provider.look(sent, signal)),
    photos: (sent, ids, signal) => call(sent.batchId, () => provider.photos(sent, ids, signal)),
    cancel: (sent, signal) => call(sent.batchId, () => provider.cancel(sent, signal)),
    discard: (sent, look, signal) => call(sent.batchId, () => provider.discard(sent, look, signal)),

    async *answers(look, asked, signal) {
      const fileId = look.outputFileId ?? look.errorFileId;
      if (fileId === undefined) return;
      const clearance = await begin(fileId);
      const since = performance.now();
      let end: 'answered' | 'failed' | undefined;
      try {
        yield* provider.answers(look, asked, signal);
        end = 'answered';
      } catch (error) {
        end = 'failed';
        throw await failed(clearance, since, error);
      } finally {
        if (end === 'answered') await answered(clearance, since);
        else if (!end) await failed(clearance, since, undefined); // whoever reads has stopped
      }
    },
  };
}
