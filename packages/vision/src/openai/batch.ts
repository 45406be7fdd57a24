import { type BatchLook, type BatchProvider, Failure, type SentBatch } from '@jmj/core';
import { createCatalogue, OUTPUT_TOKENS } from '@jmj/pricing';
import type OpenAI from 'openai';
import { APIError } from 'openai';
import type { Batch } from 'openai/resources/batches';
import { linesOf, readBatchLine, readSentLine } from './batch-answers.ts';
import { createOpenaiClient } from './client.ts';
import { predictionOf } from './expectation.ts';
import { failureOf } from './failures.ts';
import type { OpenaiJudgeOptions } from './judge.ts';
import { responseRequest } from './request.ts';

/** The least that OpenAI deletes by itself, should we not come to it: what is promised of all photos. */
const EXPIRES = { anchor: 'created_at', seconds: 172_800 } as const;
/** A file of some megabytes, up or down, ms. */
const FILE_TIMEOUT_MS = 300_000;
/** Clocks differ: batches made so long before the chunk may be its own, ms. */
const CLOCK_SKEW_MS = 120_000;
const OVER = new Set<Batch['status']>(['completed', 'failed', 'expired', 'cancelled']);
const WHO = 'the batch';

const isGone = (error: unknown): boolean => error instanceof APIError && error.status === 404;

/** Why lines have no answer. */
function errorOf({ status, errors }: Batch): Failure | undefined {
  if (status === 'completed') return undefined;
  if (status === 'expired') return new Failure('provider-timeout', 'OpenAI did not finish within a day');
  if (status === 'cancelled') return new Failure('provider-unavailable', 'The batch was canceled at OpenAI');
  const code = errors?.data?.[0]?.code;
  // The tokens that may wait in batches are limited: one by one it can still be had.
  const isLimit = code === 'token_limit_exceeded';
  const detail = /^[\w-]{1,60}$/.test(code ?? '') ? ` (${code})` : '';
  return new Failure('provider-rejected', `OpenAI rejected the batch${detail}`, { retryable: isLimit });
}

/** Judges many photos by OpenAI's Batch API: within a day, at the batch price. https://developers.openai.com/api/docs/guides/batch */
export function createOpenaiBatches(
  options: Pick<OpenaiJudgeOptions, 'apiKey' | 'baseUrl' | 'timeoutMs' | 'catalogue'>,
): BatchProvider {
  const { timeoutMs, catalogue = createCatalogue() } = options;
  const client: OpenAI = createOpenaiClient(options);

  /** What the SDK throws, in our words. */
  async function ask<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof Failure ? error : failureOf(error, WHO);
    }
  }

  async function* fileLines(fileId: string, signal: AbortSignal): AsyncGenerator<string> {
    const file = await client.files.content(fileId, { signal, timeout: FILE_TIMEOUT_MS });
    yield* linesOf(file.body);
  }

  async function deleteFile(fileId: string | undefined, signal: AbortSignal): Promise<void> {
    if (fileId === undefined) return;
    await client.files.delete(fileId, { signal, timeout: timeoutMs }).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }

  async function create(chunkId: string, inputFileId: string, signal: AbortSignal): Promise<SentBatch> {
    const batch = await client.batches.create(
      {
        input_file_id: inputFileId,
        endpoint: '/v1/responses',
        completion_window: '24h',
        output_expires_after: EXPIRES,
        metadata: { jmj_chunk: chunkId },
      },
      { signal, timeout: timeoutMs },
    );
    return { batchId: batch.id, inputFileId };
  }

  return {
    line(id, task) {
      const plan = { tier: 'batch', maxOutputTokens: OUTPUT_TOKENS.max } as const;
      const body = responseRequest(task, catalogue.facts(task.model), plan);
      const text = JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/responses', body });
      return { text, predicted: predictionOf(task) };
    },

    send: (chunkId, lines, signal) =>
      ask(signal, async () => {
        const file = new File(
          lines.map((line) => `${line}\n`),
          `jmj-${chunkId}.jsonl`,
          { type: 'application/jsonl' },
        );
        const uploaded = await client.files.create(
          { file, purpose: 'batch', expires_after: EXPIRES },
          { signal, timeout: FILE_TIMEOUT_MS },
        );
        try {
          return await create(chunkId, uploaded.id, signal);
        } catch (error) {
          // Refused: nobody will ask for the file. Where there was no answer, the batch may have been made of it.
          if (error instanceof APIError && error.status !== undefined)
            await deleteFile(uploaded.id, signal).catch(() => {});
          throw error;
        }
      }),

    find: (chunkId, since, signal) =>
      ask(signal, async () => {
        for await (const batch of client.batches.list({ limit: 100 }, { signal, timeout: timeoutMs })) {
          if (batch.metadata?.jmj_chunk === chunkId)
            return { batchId: batch.id, inputFileId: batch.input_file_id };
          if (batch.created_at * 1000 < since - CLOCK_SKEW_MS) return undefined;
        }
        return undefined;
      }),

    look: ({ batchId }, signal) =>
      ask(signal, async (): Promise<BatchLook> => {
        const batch = await client.batches.retrieve(batchId, { signal, timeout: timeoutMs });
        return {
          over: OVER.has(batch.status),
          error: errorOf(batch),
          outputFileId: batch.output_file_id,
          errorFileId: batch.error_file_id,
        };
      }),

    async *answers({ outputFileId, errorFileId }, asked, signal) {
      for (const fileId of [outputFileId, errorFileId]) {
        if (fileId === undefined) continue;
        const lines = fileLines(fileId, signal);
        for (;;) {
          const next = await ask(signal, () => lines.next());
          if (next.done) break;
          const answer = readBatchLine(next.value, asked, catalogue);
          if (answer) yield answer;
        }
      }
    },

    photos: ({ inputFileId }, ids, signal) =>
      ask(signal, async () => {
        const wanted = new Set(ids);
        const photos = new Map<string, Uint8Array>();
        for await (const text of fileLines(inputFileId, signal)) {
          const sent = readSentLine(text);
          if (sent && wanted.has(sent.id)) photos.set(sent.id, sent.jpeg);
        }
        return photos;
      }),

    cancel: ({ batchId }, signal) =>
      ask(signal, async () => {
        await client.batches.cancel(batchId, { signal, timeout: timeoutMs }).catch((error: unknown) => {
          // It ended, or is being canceled already.
          if (!(error instanceof APIError && (error.status === 409 || error.status === 400))) throw error;
        });
      }),

    discard: ({ inputFileId }, { outputFileId, errorFileId }, signal) =>
      ask(signal, async () => {
        for (const fileId of [inputFileId, outputFileId, errorFileId]) await deleteFile(fileId, signal);
      }),
  };
}
