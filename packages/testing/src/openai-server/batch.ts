import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Answerer } from './answerer.ts';
import { ApiError, badRequest } from './api-error.ts';
import type { Behaviour } from './behaviour.ts';
import type { Files } from './files.ts';

/** What becomes of one line of a batch: `expired` is what a batch did not get to within a day. */
export type LineBehaviour = Behaviour | { kind: 'expired' };

export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

export interface TestBatch {
  id: string;
  status: BatchStatus;
  inputFileId: string;
  metadata: Record<string, string>;
  createdAt: number;
  outputFileId?: string;
  errorFileId?: string;
  errors?: { code: string; message: string; line?: number }[];
  counts: { total: number; completed: number; failed: number };
}

const createSchema = z.strictObject({
  input_file_id: z.string(),
  endpoint: z.literal('/v1/responses'),
  completion_window: z.literal('24h'),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
  output_expires_after: z
    .strictObject({ anchor: z.literal('created_at'), seconds: z.number().int().min(3600).max(2_592_000) })
    .optional(),
});

const lineSchema = z.strictObject({
  custom_id: z.string().min(1),
  method: z.literal('POST'),
  url: z.literal('/v1/responses'),
  body: z.record(z.string(), z.unknown()),
});
type Line = z.infer<typeof lineSchema>;

const id = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** The lines of an input file. @throws ApiError whose code is what the batch fails with */
function linesOf(bytes: Buffer): Line[] {
  const texts = bytes.toString().split('\n').filter(Boolean);
  const lines = texts.map((text, at) => {
    try {
      return lineSchema.parse(JSON.parse(text));
    } catch {
      throw badRequest(`Line ${at + 1} is not a valid request.`, 'line', 'invalid_json_line');
    }
  });
  if (lines.length === 0) throw badRequest('The input file is empty.', 'line', 'empty_file');
  if (new Set(lines.map((line) => line.custom_id)).size < lines.length)
    throw badRequest('A custom_id is there twice.', 'custom_id', 'duplicate_custom_id');
  return lines;
}

/** Batches as OpenAI runs them, only sooner: done `delayMs` after they were made. */
export function createBatches(deps: {
  files: Files;
  answerer: Answerer;
  delayMs: () => number;
  nextLine: () => LineBehaviour;
  closing: AbortSignal;
}) {
  const { files, answerer } = deps;
  const batches: TestBatch[] = [];

  function find(batchId: string): TestBatch {
    const batch = batches.find((one) => one.id === batchId);
    if (batch) return batch;
    throw new ApiError(404, `No batch found with id '${batchId}'.`);
  }

  async function answerLine({ custom_id, body }: Line): Promise<{ ok: boolean; line: object }> {
    const behaviour = deps.nextLine();
    const told = { id: id('batch_req'), custom_id };
    if (behaviour.kind === 'expired') {
      const error = { code: 'batch_expired', message: 'This request could not be executed in time.' };
      return { ok: false, line: { ...told, response: null, error } };
    }
    const respond = (status_code: number, answer: unknown) => ({
      ...told,
      response: { status_code, request_id: id('req'), body: answer },
      error: null,
    });
    try {
      if (behaviour.kind === 'error')
        throw new ApiError(behaviour.status, 'The server had an error.', {
          ...(behaviour.code && { code: behaviour.code }),
        });
      return { ok: true, line: respond(200, await answerer.answerRequest(body, 'batch', behaviour)) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { ok: false, line: respond(error.status, error.body) };
    }
  }

  const isCanceled = (batch: TestBatch): boolean =>
    batch.status === 'cancelling' || batch.status === 'cancelled';

  async function run(batch: TestBatch, bytes: Buffer): Promise<void> {
    const signal = deps.closing;
    const step = deps.delayMs() / 3;
    await sleep(step, undefined, { signal });
    let lines: Line[];
    try {
      lines = linesOf(bytes);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { code, message } = error.body.error;
      Object.assign(batch, { status: 'failed', errors: [{ code: code ?? 'invalid', message }] });
      return;
    }
    if (isCanceled(batch)) return;
    Object.assign(batch, { status: 'in_progress', counts: { total: lines.length, completed: 0, failed: 0 } });
    await sleep(step, undefined, { signal });
    const written = { output: [] as object[], error: [] as object[] };
    for (const line of lines) {
      if (isCanceled(batch)) break;
      const { ok, line: told } = await answerLine(line);
      written[ok ? 'output' : 'error'].push(told);
      batch.counts[ok ? 'completed' : 'failed'] += 1;
    }
    if (!isCanceled(batch)) {
      batch.status = 'finalizing';
      await sleep(step, undefined, { signal });
    }
    const keep = (name: 'output' | 'error') => {
      const text = written[name].map((line) => `${JSON.stringify(line)}\n`).join('');
      const file = {
        filename: `${batch.id}_${name}.jsonl`,
        purpose: 'batch_output',
        bytes: Buffer.from(text),
      };
      return written[name].length > 0 ? files.add(file).id : undefined;
    };
    const [outputFileId, errorFileId] = [keep('output'), keep('error')];
    Object.assign(batch, {
      status: isCanceled(batch) ? 'cancelled' : 'completed',
      ...(outputFileId && { outputFileId }),
      ...(errorFileId && { errorFileId }),
    });
  }

  return {
    all: batches as readonly TestBatch[],
    create(body: unknown): TestBatch {
      const parsed = createSchema.safeParse(body);
      if (!parsed.success) {
        const param = parsed.error.issues[0]?.path.join('.') ?? 'body';
        throw badRequest(`Invalid value for '${param}': ${parsed.error.issues[0]?.message}.`, param);
      }
      const { bytes } = files.find(parsed.data.input_file_id);
      const batch: TestBatch = {
        id: id('batch'),
        status: 'validating',
        inputFileId: parsed.data.input_file_id,
        metadata: parsed.data.metadata ?? {},
        createdAt: Math.floor(Date.now() / 1000),
        counts: { total: 0, completed: 0, failed: 0 },
      };
      batches.unshift(batch);
      run(batch, bytes).catch(() => {}); // only when the server closes
      return batch;
    },
    find,
    cancel(batchId: string): TestBatch {
      const batch = find(batchId);
      if (!['validating', 'in_progress', 'finalizing'].includes(batch.status))
        throw new ApiError(409, `Cannot cancel a batch with status '${batch.status}'.`);
      batch.status = batch.status === 'validating' ? 'cancelled' : 'cancelling';
      return batch;
    },
    /** The newest first. */
    list(after: string | null, limit: number): { data: TestBatch[]; hasMore: boolean } {
      const from = after === null ? 0 : batches.findIndex((one) => one.id === after) + 1;
      return { data: batches.slice(from, from + limit), hasMore: batches.length > from + limit };
    },
    show: (batch: TestBatch) => ({
      id: batch.id,
      object: 'batch',
      endpoint: '/v1/responses',
      completion_window: '24h',
      status: batch.status,
      input_file_id: batch.inputFileId,
      output_file_id: batch.outputFileId,
      error_file_id: batch.errorFileId,
      errors: batch.errors && { object: 'list', data: batch.errors },
      created_at: batch.createdAt,
      request_counts: batch.counts,
      metadata: batch.metadata,
    }),
  };
}

export type TestBatches = ReturnType<typeof createBatches>;
