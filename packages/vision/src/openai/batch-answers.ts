import { type BatchAnswer, type BatchProvider, Failure } from '@jmj/core';
import type { Catalogue } from '@jmj/pricing';
import { APIError } from 'openai';
import { z } from 'zod';
import { readAnswer, usageOf } from './answer.ts';
import { failureOf } from './failures.ts';
import { disobedienceIn } from './obedience.ts';

/** A line of an output or error file. https://developers.openai.com/api/docs/guides/batch#5-retrieve-the-results */
const lineSchema = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number().int(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish() }).nullish(),
});

function unanswered(code: string | null | undefined, model: string): Failure {
  if (code === 'batch_expired')
    return new Failure('provider-timeout', `${model}: OpenAI did not get to this photo within a day`);
  return new Failure('provider-unavailable', `${model}: OpenAI did not answer in its batch`);
}

/** What one line says; nothing when it is not one that can be read. */
export function readBatchLine(
  text: string,
  { model, languageOf }: Parameters<BatchProvider['answers']>[1],
  catalogue: Catalogue,
): BatchAnswer | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const { custom_id: id, response, error } = parsed.data;
  const asked = { model, tier: 'batch' as const };
  /** Refused is not charged, but it was asked: it has its line in the ledger. */
  const refused = (outcome: Failure): BatchAnswer => {
    return { id, report: { ...asked, latencyMs: 0, microUsd: 0, outcome: outcome.code }, outcome };
  };
  if (!response) return refused(unanswered(error?.code, model));
  const { status_code: status, body } = response;
  if (status !== 200) {
    const told = typeof body === 'object' && body !== null ? body : {};
    return refused(failureOf(APIError.generate(status, told, undefined, new Headers()), model));
  }
  const report = { ...asked, latencyMs: 0, ...usageOf(body, asked, catalogue) };
  try {
    const judgement = readAnswer(body, model);
    const fault = disobedienceIn(judgement.critique, languageOf(id));
    const outcome = fault ? new Failure('provider-invalid-answer', `${model}: ${fault}`) : judgement;
    return { id, report: { ...report, outcome: 'completed' }, outcome };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return { id, report: { ...report, outcome: failure.code }, outcome: failure };
  }
}

const sentSchema = z.object({
  custom_id: z.string(),
  body: z.object({
    input: z.array(z.object({ content: z.array(z.object({ image_url: z.string().optional() })) })),
  }),
});

/** The id and the photo of a line as it was sent. */
export function readSentLine(text: string): { id: string; jpeg: Uint8Array } | undefined {
  const parsed = sentSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return undefined;
  const images = parsed.data.body.input.flatMap(({ content }) => content.flatMap((it) => it.image_url ?? []));
  const [, base64] = /^data:image\/jpeg;base64,(.+)$/.exec(images[0] ?? '') ?? [];
  return base64 === undefined
    ? undefined
    : { id: parsed.data.custom_id, jpeg: Buffer.from(base64, 'base64') };
}

/** Lines of a file that comes in pieces. */
export async function* linesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of body ?? []) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
