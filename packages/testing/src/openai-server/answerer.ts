import { outcomeOf, responseBody } from './answer.ts';
import { flexShort } from './api-error.ts';
import type { Behaviour } from './behaviour.ts';
import { createBill } from './bill.ts';
import type { WriterOptions } from './critique.ts';
import type { ServedTier } from './prices.ts';
import { type CheckedRequest, checkRequest } from './request.ts';
import { createMeter } from './usage.ts';

export interface AnswererOptions extends WriterOptions {
  /** Appended to the model's name in answers, as OpenAI appends the date of the snapshot. @default '' */
  snapshot?: string | undefined;
  /** Tokens per image patch of models whose factor nobody published, `gpt-6-luna` among them. @default 1.2 */
  hiddenFactor?: number | undefined;
  /** Milliseconds, for the prompt cache to forget by. @default Date.now */
  now?: (() => number) | undefined;
}

/** The model behind the server: answers one request, and writes what it cost on the bill. */
export function createAnswerer(options: AnswererOptions) {
  const { snapshot = '', hiddenFactor = 1.2, now = Date.now } = options;
  const meter = createMeter({ hiddenFactor, now });
  const bill = createBill();

  /**
   * The body of the answer to a request that was checked.
   * @throws ApiError when flex has no room: nothing is charged
   */
  function answer(checked: CheckedRequest, tier: ServedTier, behaviour: Behaviour): Record<string, unknown> {
    if (behaviour.kind === 'flex-short' && tier === 'flex') throw flexShort();
    const { model } = checked.request;
    const outcome = outcomeOf(checked, behaviour, options);
    const told = { model: `${model}${snapshot}`, tier };
    if (outcome.status === 'failed') return responseBody(checked, outcome, { ...told, usage: null });
    const { usage, imageTokens } = meter.measure(checked, tier, outcome.outputTokens);
    bill.add({
      model,
      tier,
      inputTokens: usage.input_tokens,
      imageTokens,
      cachedTokens: usage.input_tokens_details.cached_tokens,
      cacheWriteTokens: usage.input_tokens_details.cache_write_tokens,
      outputTokens: usage.output_tokens,
    });
    return responseBody(checked, outcome, { ...told, usage });
  }

  return {
    answer,
    /**
     * The same for the parsed JSON of a request, such as a line of a batch holds.
     * @throws ApiError what OpenAI would answer to a request that is wrong
     */
    async answerRequest(
      body: unknown,
      tier: ServedTier,
      behaviour: Behaviour = { kind: 'answer' },
    ): Promise<Record<string, unknown>> {
      return answer(await checkRequest(body), tier, behaviour);
    },
    bill: bill.read,
  };
}

export type Answerer = ReturnType<typeof createAnswerer>;
