import { randomUUID } from 'node:crypto';
import type { Behaviour } from './behaviour.ts';
import { writeBySchema } from './critique.ts';
import type { CheckedRequest } from './request.ts';
import type { createMeter } from './usage.ts';

const id = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

interface Outcome {
  status: 'completed' | 'incomplete' | 'failed';
  text?: string;
  refusal?: string;
  error?: { code: string; message: string };
  reason?: string;
}

function outcomeOf(behaviour: Behaviour, critique: unknown): Outcome {
  const text = JSON.stringify(critique);
  switch (behaviour.kind) {
    case 'refusal':
      return { status: 'completed', refusal: "I'm sorry, I can't help with that." };
    case 'cut-off':
      return { status: 'incomplete', reason: 'max_output_tokens', text: text.slice(0, text.length / 2) };
    case 'content-filter':
      return { status: 'incomplete', reason: 'content_filter', text: '' };
    case 'failed':
      return { status: 'failed', error: { code: behaviour.code, message: 'The model could not answer.' } };
    case 'malformed-json':
      return { status: 'completed', text: text.slice(0, -20) };
    case 'schema-breaking':
      return {
        status: 'completed',
        text: JSON.stringify({ partialScores: { composition: 99 }, summary: '' }),
      };
    default:
      return { status: 'completed', text };
  }
}

/** The body of a Responses API answer. */
export function responseBody(
  checked: CheckedRequest,
  behaviour: Behaviour,
  deps: { meter: ReturnType<typeof createMeter>; marker?: string | undefined; snapshot: string },
): Record<string, unknown> {
  const { request, schema, image } = checked;
  const photo = image?.bytes ?? new Uint8Array();
  const outcome = outcomeOf(behaviour, writeBySchema(schema, photo, deps.marker));
  const limit = (request.max_output_tokens ?? Number.POSITIVE_INFINITY) * 4;
  if (outcome.status === 'completed' && (outcome.text?.length ?? 0) > limit) {
    Object.assign(outcome, { status: 'incomplete', reason: 'max_output_tokens' });
    outcome.text = outcome.text?.slice(0, limit);
  }
  const { text, refusal, status } = outcome;
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
    error: outcome.error ?? null,
    incomplete_details: outcome.reason === undefined ? null : { reason: outcome.reason },
    model: `${request.model}${deps.snapshot}`,
    output: status === 'failed' ? [] : [message],
    parallel_tool_calls: true,
    store: request.store ?? true,
    text: request.text,
    usage: status === 'failed' ? null : deps.meter.measure(checked, text ?? refusal ?? ''),
  };
}
