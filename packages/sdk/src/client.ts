import type {
  Analysis,
  AnalysisOptionsInput,
  BatchRequestInput,
  Critique,
  ErasureReceipt,
  Estimate,
} from '@jmj/contracts';
import { type BatchHandle, type CreatedBatchHandle, createBatch, openBatch } from './batch.ts';
import { type CallOptions, createCalls, type PhotoSize } from './calls.ts';
import { isJmjError, jmjError } from './errors.ts';
import { createPhotoHasher } from './hash.ts';
import type { PhotoAddress, PhotoInput } from './photo.ts';
import { createProgress, type OnProgress } from './progress.ts';
import { createSubmit, type SubmitOptions, type UploadOptions } from './submit.ts';
import { limit } from './timing.ts';
import { createTransport } from './transport.ts';
import { type Patience, waitForEnd } from './wait.ts';

export interface ClientOptions {
  /** Where the service is, e.g. `https://judge.example.com`; `''` is the origin of the page. */
  baseUrl: string;
  /** Sent as `Authorization: Bearer`. Not needed on a developer's own machine. */
  apiKey?: string | undefined;
  /** @default globalThis.fetch */
  fetch?: typeof fetch | undefined;
  patience?: Patience;
}

export interface AnalyzeOptions extends AnalysisOptionsInput, UploadOptions {
  /** Told each step once: queued, started, its stages, and the end. */
  onProgress?: OnProgress | undefined;
  /** Ends the wait; it rejects with the signal's reason. The analysis itself goes on, unless `cancelOnAbort`. */
  signal?: AbortSignal | undefined;
  /** Longest wait in milliseconds, upload included; then a `timed-out` error. @default no limit */
  timeoutMs?: number | undefined;
  /** When the wait is ended by `signal` or `timeoutMs`, cancel the analysis too. @default false */
  cancelOnAbort?: boolean | undefined;
}

export interface CompletedAnalysis extends Analysis {
  status: 'completed';
  photo: NonNullable<Analysis['photo']>;
  critique: Critique;
}

export interface Client {
  /**
   * Asks for a photo's critique, by its hash when that is enough, and waits for it.
   * @throws JmjError with the code of what went wrong, also when the analysis failed or was canceled
   */
  analyze(photo: PhotoInput | PhotoAddress, options?: AnalyzeOptions): Promise<CompletedAnalysis>;
  /** The same without the wait: answers at once, with a completed analysis when the critique is known. */
  submit(photo: PhotoInput | PhotoAddress, options?: SubmitOptions): Promise<Analysis>;
  /** By the photo's SHA-256 alone, 64 hex digits; `undefined` when the photo would have to be sent. */
  ask(sha256: string, options?: AnalysisOptionsInput & CallOptions): Promise<Analysis | undefined>;
  /** What an analysis would cost, by the size of the photo or by the photo itself. Nothing is judged or kept. */
  estimate(
    of: PhotoInput | PhotoSize,
    options?: AnalysisOptionsInput & Pick<CallOptions, 'signal'>,
  ): Promise<Estimate>;
  get(id: string, options?: CallOptions): Promise<Analysis>;
  cancel(id: string, options?: Pick<CallOptions, 'signal'>): Promise<Analysis>;
  /** Has up to 1,000 photos, named by their SHA-256, judged together, later and for less. The missing ones are to be sent. */
  batch(request: BatchRequestInput, options?: Pick<CallOptions, 'signal'>): Promise<CreatedBatchHandle>;
  /** Forgets one of your users, by your own name for them. Safe to repeat; to be repeated while `complete` is false. */
  eraseUser(userId: string, options?: Pick<CallOptions, 'signal'>): Promise<ErasureReceipt>;
  /** A batch that was made before. Nothing is asked yet. */
  openBatch(id: string): BatchHandle;
}

/** How long an aborted wait may be held up by canceling. */
const CANCEL_MS = 3_000;

export function createClient({ baseUrl, apiKey, fetch: given, patience }: ClientOptions): Client {
  const send = given ?? ((...request: Parameters<typeof fetch>) => fetch(...request));
  const transport = createTransport({ baseUrl, apiKey, fetch: send });
  const calls = createCalls(transport);
  const submit = createSubmit(calls, createPhotoHasher());

  async function analyze(
    photo: PhotoInput | PhotoAddress,
    options: AnalyzeOptions = {},
  ): Promise<CompletedAnalysis> {
    const { onProgress, signal, timeoutMs, cancelOnAbort, ...asked } = options;
    const wait = limit(signal, timeoutMs, () => jmjError('timed-out', `No critique after ${timeoutMs} ms`));
    let analysis: Analysis | undefined;
    try {
      analysis = await submit(photo, { ...asked, signal: wait.signal });
      const progress = createProgress(analysis.id, onProgress);
      progress.look(analysis);
      const ended = await waitForEnd(calls, analysis, {
        progress,
        signal: wait.signal,
        ...(patience ? { patience } : {}),
      });
      return completed(ended);
    } catch (error) {
      if (cancelOnAbort && wait.signal.aborted && analysis) await cancelQuietly(analysis.id);
      throw error;
    } finally {
      wait.release();
    }
  }

  async function cancelQuietly(id: string): Promise<void> {
    await calls.cancel(id, { signal: AbortSignal.timeout(CANCEL_MS) }).catch(() => undefined);
  }

  return {
    analyze,
    submit: (photo, options = {}) => submit(photo, options),
    async ask(sha256, options = {}) {
      try {
        return await calls.ask(sha256, options);
      } catch (error) {
        if (isJmjError(error, 'photo-unknown')) return undefined;
        throw error;
      }
    },
    estimate: (of, options = {}) => calls.estimate(of, options),
    get: calls.get,
    cancel: calls.cancel,
    eraseUser: calls.eraseUser,
    batch: (request, options) => createBatch(transport, request, options),
    openBatch: (id) => openBatch(transport, id),
  };
}

function completed(analysis: Analysis): CompletedAnalysis {
  const { status, photo, critique, error } = analysis;
  if (status === 'completed' && photo && critique) return { ...analysis, status, photo, critique };
  if (status === 'completed') {
    throw jmjError('critique-gone', 'The critique has left the cache: ask again', { analysis });
  }
  if (status === 'canceled') throw jmjError('canceled', 'The analysis was canceled', { analysis });
  throw jmjError(error?.code ?? 'internal', error?.message ?? 'The analysis failed', { analysis });
}
