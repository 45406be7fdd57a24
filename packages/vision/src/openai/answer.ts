import type { JudgedCritique, Tier } from '@jmj/contracts';
import { type CallReport, Failure, type Judgement } from '@jmj/core';
import { type Catalogue, microUsdOf } from '@jmj/pricing';
import { z } from 'zod';
import { answerSchema, toCritique } from './answer-format.ts';
import { failureInside, refusal } from './failures.ts';
import { withClippedTexts } from './texts.ts';

const count = z.number().int().nonnegative();

/** What we rely on in an answer. The SDK's types are a promise that nobody checks, least of all behind OPENAI_BASE_URL. */
const bodySchema = z.object({
  model: z.string(),
  service_tier: z.string().nullish(),
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
type Answer = z.infer<typeof bodySchema>;

/** What was had in the end: flex only when the answer says so, a batch whatever it says. */
const servedTier = (asked: Tier, told: string | null | undefined): Tier =>
  asked === 'batch' || told === asked ? asked : 'default';

/**
 * What an answer says that it used, and what that costs; nothing when it is not one that can be read. An answer under a name that
 * has no price costs what the model that was asked does: it is no gift.
 */
export function usageOf(
  body: unknown,
  { model: askedModel, tier: asked }: { model: string; tier: Tier },
  catalogue: Catalogue,
): Pick<CallReport, 'model' | 'tier' | 'usage' | 'microUsd'> | undefined {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { model, usage: told, service_tier, status } = parsed.data;
  // The provider could not answer, and counted nothing.
  if (!told) return status === 'failed' ? { model, tier: asked, microUsd: 0 } : undefined;
  const usage = {
    inputTokens: told.input_tokens,
    cachedTokens: told.input_tokens_details?.cached_tokens ?? 0,
    cacheWriteTokens: told.input_tokens_details?.cache_write_tokens ?? 0,
    outputTokens: told.output_tokens,
  };
  const tier = servedTier(asked, service_tier);
  const priceBy = (name: string) => microUsdOf(catalogue.facts(name), usage, tier);
  return { model, tier, usage, microUsd: priceBy(model) ?? priceBy(askedModel) };
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
  const critique = answerSchema.safeParse(withClippedTexts(json));
  if (critique.success) return toCritique(critique.data);
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
  const parsed = bodySchema.safeParse(body);
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
