import { Failure, type Judge, type JudgeTask } from '@jmj/core';
import { type Catalogue, createCatalogue, OUTPUT_TOKENS } from '@jmj/pricing';
import { type Called, createCall } from './call.ts';
import { createOpenaiClient, patientTransport } from './client.ts';
import { disobedienceIn } from './obedience.ts';
import type { CallPlan } from './request.ts';

export interface OpenaiJudgeOptions {
  apiKey: string;
  /** @default 'https://api.openai.com/v1' */
  baseUrl?: string | undefined;
  /** Limit for one call, from connecting to the last byte of the answer. */
  timeoutMs: number;
  /**
   * The same for a flex call, which waits for room.
   * @default 900000, as OpenAI's guide to flex advises
   */
  flexTimeoutMs?: number | undefined;
  /** @default what is known of models without the operator's own figures */
  catalogue?: Catalogue | undefined;
}

const FLEX_TIMEOUT_MS = 900_000;

/** How to ask again after a call that came to nothing; `undefined` when that would come to nothing again. */
function instead(came: Called['came'], { tier, maxOutputTokens }: CallPlan): CallPlan | undefined {
  if (came === 'no-room' && tier === 'flex') return { tier: 'default', maxOutputTokens };
  if (came === 'cut-off' && maxOutputTokens < OUTPUT_TOKENS.retryMax)
    return { tier, maxOutputTokens: OUTPUT_TOKENS.retryMax };
  return undefined;
}

/**
 * Judges by OpenAI's Responses API. Beyond what `instead` knows it never retries: whoever owns the job does. But an answer that obeys
 * words in the photo is asked for once more, and then given up for good: it is paid for each time, and the photo stays the same.
 */
export function createOpenaiJudge(options: OpenaiJudgeOptions): Judge {
  const { timeoutMs, flexTimeoutMs = FLEX_TIMEOUT_MS, catalogue = createCatalogue() } = options;
  const call = createCall({
    client: createOpenaiClient(options, patientTransport()),
    catalogue,
    timeoutMs: (tier) => (tier === 'flex' ? flexTimeoutMs : timeoutMs),
  });

  const tierFor = ({ tier, model }: JudgeTask): CallPlan['tier'] =>
    tier === 'flex' && catalogue.facts(model)?.tierPercent?.flex === undefined ? 'default' : tier;

  return {
    async judge(task, meter, signal) {
      let askedAgain = task.isSecond === true;
      let plan: CallPlan | undefined = { tier: tierFor(task), maxOutputTokens: OUTPUT_TOKENS.max };
      for (;;) {
        const called: Called = await call(task, plan, meter, signal);
        if (called.came === 'judgement') {
          const fault = disobedienceIn(called.judgement.critique, task.language);
          if (!fault) return called.judgement;
          if (askedAgain)
            throw new Failure('provider-invalid-answer', `${task.model}: ${fault}`, { retryable: false });
          askedAgain = true;
          continue;
        }
        plan = instead(called.came, plan);
        if (!plan) throw called.failure;
      }
    },
  };
}
