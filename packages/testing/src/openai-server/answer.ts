import { randomUUID } from 'node:crypto';
import type { Behaviour } from './behaviour.ts';
import { type WriterOptions, writeBySchema } from './critique.ts';
import type { ServedTier } from './prices.ts';
import type { CheckedRequest } from './request.ts';
import { firstTokens, tokensOf } from './tokens.ts';
import type { Usage } from './usage.ts';

const id = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

export interface Outcome {
  status: 'completed' | 'incomplete' | 'failed';
  text?: string;
  refusal?: string;
  error?: { code: string; message: string };
  reason?: string;
  outputTokens: number;
}

/** Ends where `max_output_tokens` says, as a model does that cannot know. */
function finish(text: string, most: number): Outcome {
  const tokens = tokensOf(text).length;
  if (tokens <= most) return { status: 'completed', text, outputTokens: tokens };
  const reason = 'max_output_tokens';
  return { status: 'incomplete', reason, text: firstTokens(text, most), outputTokens: most };
}

/** The language that the prompt asks for. */
const languageOf = ({ parts }: CheckedRequest): string | undefined =>
  parts.flatMap((it) => (it.type === 'input_text' ? (/^Language: (\w+)\./.exec(it.text)?.[1] ?? []) : []))[0];

/** What the model says to this request. */
export function outcomeOf(checked: CheckedRequest, behaviour: Behaviour, style: WriterOptions): Outcome {
  const { request, schema, image } = checked;
  const told = behaviour.kind === 'obeying' ? behaviour : {};
  const manner = { ...style, language: languageOf(checked), ...told };
  const user = request.safety_identifier ?? undefined;
  const text = JSON.stringify(writeBySchema(schema, image?.bytes ?? new Uint8Array(), manner, user));
  const most = request.max_output_tokens ?? Number.POSITIVE_INFINITY;
  const saying = (said: string): Outcome => finish(said, most);
  switch (behaviour.kind) {
    case 'refusal': {
      const refusal = "I'm sorry, I can't help with that.";
      return { status: 'completed', refusal, outputTokens: tokensOf(refusal).length };
    }
    case 'cut-off': {
      const all = tokensOf(text).length;
      return {
        status: 'incomplete',
        reason: 'max_output_tokens',
        text: firstTokens(text, Math.floor(all / 2)),
        outputTokens: Number.isFinite(most) ? most : all,
      };
    }
    case 'content-filter':
      return { status: 'incomplete', reason: 'content_filter', text: '', outputTokens: 0 };
    case 'failed':
      return {
        status: 'failed',
        error: { code: behaviour.code, message: 'The model could not answer.' },
        outputTokens: 0,
      };
    case 'malformed-json':
      return saying(text.slice(0, -20));
    case 'schema-breaking':
      return saying(JSON.stringify({ partialScores: { composition: 99 }, summary: '' }));
    default:
      return saying(text);
  }
}

/** The body of a Responses API answer. */
export function responseBody(
  { request }: CheckedRequest,
  { text, refusal, status, error, reason }: Outcome,
  told: { model: string; tier: ServedTier; usage: Usage | null },
): Record<string, unknown> {
  const content =
    refusal === undefined
      ? { type: 'output_text', text: text ?? '', annotations: [], logprobs: [] }
      : { type: 'refusal', refusal };
  const message = { id: id('msg'), type: 'message', role: 'assistant', status, content: [content] };
  return {
    id: id('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status,
    error: error ?? null,
    incomplete_details: reason === undefined ? null : { reason },
    model: told.model,
    output: status === 'failed' ? [] : [message],
    parallel_tool_calls: true,
    // A batch is no service tier of its own: its answers say "default".
    service_tier: told.tier === 'flex' ? 'flex' : 'default',
    store: request.store ?? true,
    text: request.text,
    usage: told.usage,
  };
}
