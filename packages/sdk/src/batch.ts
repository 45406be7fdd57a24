import type { Batch, BatchRequestInput, BatchResult, CreatedBatch } from '@jmj/contracts';
import type { CallOptions } from './calls.ts';
import { isJmjError, jmjError } from './errors.ts';
import { linesOf } from './lines.ts';
import { onlyOnce } from './once.ts';
import { type PhotoInput, toUpload } from './photo.ts';
import { backoff, pause } from './timing.ts';
import type { Transport } from './transport.ts';

type Signal = Pick<CallOptions, 'signal'>;

/** Many photos judged together, later and for less. */
export interface BatchHandle {
  readonly id: string;
  /** How it stands; with `wait`, once it is over, or after so many seconds. */
  look(options?: CallOptions): Promise<Batch>;
  /** Sends a photo that is missing; the last one starts the batch. */
  send(sha256: string, photo: PhotoInput, options?: Signal): Promise<Batch>;
  /** Starts with what was sent: the others fail. */
  start(options?: Signal): Promise<Batch>;
  cancel(options?: Signal): Promise<Batch>;
  /** What has ended, as it does, until the batch is over. A broken stream is resumed. @param after the last `seq` that is known */
  results(options?: Signal & { after?: number }): AsyncGenerator<BatchResult>;
}

export interface CreatedBatchHandle extends BatchHandle {
  /** As it was answered: what is known, what is missing, what it will cost. */
  readonly created: CreatedBatch;
}

/** A stream that breaks so often in a row without a result is given up. */
const BROKEN_STREAMS = 7;

const JSON_HEADERS = { accept: 'application/json' };

async function readBatch<T extends Batch>(response: Response): Promise<T> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (typeof answer === 'object' && answer !== null && 'id' in answer && 'counts' in answer)
    return answer as unknown as T;
  throw jmjError('unexpected-answer', 'The service did not answer with a batch', { status: response.status });
}

export function openBatch(transport: Transport, id: string): BatchHandle {
  const path = `/v1/batches/${encodeURIComponent(id)}`;

  async function* stream(after: number, signal: AbortSignal | undefined): AsyncGenerator<BatchResult> {
    const headers = { accept: 'application/x-ndjson' };
    const answer = await transport({ path: `${path}/results?after=${after}`, headers, signal, retries: 0 });
    for await (const line of linesOf(answer.body)) yield JSON.parse(line) as BatchResult;
  }

  async function look({ signal, wait }: CallOptions = {}): Promise<Batch> {
    const prefer: Record<string, string> = wait === undefined ? {} : { prefer: `wait=${Math.round(wait)}` };
    return readBatch(await transport({ path, headers: { ...JSON_HEADERS, ...prefer }, signal }));
  }

  return {
    id,
    look,
    async send(sha256, photo, { signal } = {}) {
      const { body, contentType } = await toUpload(photo);
      const headers = { ...JSON_HEADERS, 'content-type': contentType };
      return readBatch(
        await transport({ method: 'PUT', path: `${path}/photos/${sha256}`, headers, body, signal }),
      );
    },
    async start({ signal } = {}) {
      return readBatch(
        await transport({ method: 'POST', path: `${path}/start`, headers: JSON_HEADERS, signal }),
      );
    },
    async cancel({ signal } = {}) {
      return readBatch(await transport({ method: 'DELETE', path, headers: JSON_HEADERS, signal }));
    },
    async *results({ signal, after = 0 } = {}) {
      let seq = after;
      for (let broken = 0; ; broken += 1) {
        try {
          for await (const result of stream(seq, signal)) {
            seq = result.seq;
            broken = 0;
            yield result;
          }
          const { status } = await look({ signal });
          if (status === 'completed' || status === 'canceled') return;
        } catch (error) {
          if (signal?.aborted) throw signal.reason;
          const mayPass = !isJmjError(error) || error.retryable;
          if (!mayPass || broken >= BROKEN_STREAMS) throw error;
        }
        await pause(backoff(broken), signal);
      }
    },
  };
}

/** Makes a batch of photos by their hashes. @throws JmjError `budget-exceeded` when there is money for none */
export async function createBatch(
  transport: Transport,
  request: BatchRequestInput,
  { signal }: Signal = {},
): Promise<CreatedBatchHandle> {
  const key = onlyOnce();
  const headers = { ...JSON_HEADERS, 'content-type': 'application/json', ...key };
  const body = JSON.stringify(request);
  // Without a key it is not tried again: a batch that was made and not told of would be made twice.
  const again = Object.keys(key).length > 0 ? {} : { retries: 0 };
  const answer = await transport({ method: 'POST', path: '/v1/batches', headers, body, signal, ...again });
  const created = await readBatch<CreatedBatch>(answer);
  return { ...openBatch(transport, created.id), created };
}
