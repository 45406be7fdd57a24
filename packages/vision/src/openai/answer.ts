import { type JudgedCritique, judgedCritiqueSchema } from '@jmj/contracts';
import { type CallReport, Failure, type Judgement } from '@jmj/core';
import { priceOf } from '@jmj/pricing';
import { z } from 'zod';
import { failureInside, refusal } from './failures.ts';

const count = z.number().int().nonnegative();

/** What we rely on in an answer. The SDK's types are a promise that nobody checks, least of all behind OPENAI_BASE_URL. */
const answerSchema = z.object({
  model: z.string(),
  status: z.string().optional(),
  error: z.object({ code: z.string().optional() }).nullish(),
  incomplete_details: z.object({ reason: z.string().optional() }).nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z.array(z.object({ type: z.string(), text: z.string().optional() })).optional(),
    }),
  ),
  usage: z
    .object({
      input_tokens: count,
      input_tokens_details: z
        .object({ cached_tokens: count.optional(), cache_write_tokens: count.optional() })
        .nullish(),
      output_tokens: count,
    })
    .nullish(),
});
type Answer = z.infer<typeof answerSchema>;

/** What an answer says that it used; nothing when it is not one that can be read. */
export function usageOf(body: unknown): Pick<CallReport, 'model' | 'usage' | 'microUsd'> | undefined {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success || !parsed.data.usage) return undefined;
  const { model, usage } = parsed.data;
  const told = {
    inputTokens: usage.input_tokens,
    cachedTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    cacheWriteTokens: usage.input_tokens_details?.cache_write_tokens ?? 0,
    outputTokens: usage.output_tokens,
  };
  const usd = priceOf(model, told);
  return { model, usage: told, microUsd: usd === undefined ? undefined : Math.round(usd * 1_000_000) };
}

/** Where the answer leaves the schema, without a word of what it says there. */
const places = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((it) => `${it.code} at ${it.path.map(String).join('.').slice(0, 80) || 'its root'}`)
    .join('; ');

function parseCritique(text: string, model: string): JudgedCritique {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Failure('provider-invalid-answer', `${model}: the critique is not JSON`);
  }
  const critique = judgedCritiqueSchema.safeParse(json);
  if (critique.success) return critique.data;
  throw new Failure('provider-invalid-answer', `${model}: ${places(critique.error)}`);
}

function throwIfUnfinished(answer: Answer): void {
  if (answer.status === undefined || answer.status === 'completed') return;
  if (answer.status === 'failed') throw failureInside(answer.error?.code, answer.model);
  const reason = answer.incomplete_details?.reason;
  if (reason === 'content_filter') throw refusal(answer.model);
  if (reason === 'max_output_tokens')
    throw new Failure('provider-cut-off', `${answer.model}: the critique did not fit into max_output_tokens`);
  throw new Failure('provider-invalid-answer', `${answer.model}: the answer was not finished`);
}

/**
 * Reads a judgement out of the body of a Responses API answer.
 * @throws Failure `provider-refused`, `provider-cut-off`, `provider-invalid-answer`, or what the answer reports inside
 */
export function readAnswer(body: unknown, askedModel: string): Judgement {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success)
    throw new Failure('provider-invalid-answer', `${askedModel}: the answer is not a Responses API response`);
  const answer = parsed.data;
  throwIfUnfinished(answer);
  const parts = answer.output.flatMap((item) => (item.type === 'message' ? (item.content ?? []) : []));
  if (parts.some((it) => it.type === 'refusal')) throw refusal(answer.model);
  const text = parts.map((it) => (it.type === 'output_text' ? (it.text ?? '') : '')).join('');
  if (!text) throw new Failure('provider-invalid-answer', `${answer.model}: the answer holds no text`);
  const critique = parseCritique(text, answer.model);
  return { critique, source: 'openai', model: answer.model };
}
