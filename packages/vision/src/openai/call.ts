import {
  type CallMeter,
  type CallReport,
  type CallTold,
  Failure,
  type Judgement,
  type JudgeTask,
} from '@jmj/core';
import type { Catalogue } from '@jmj/pricing';
import type OpenAI from 'openai';
import { APIError } from 'openai';
import { readAnswer, usageOf } from './answer.ts';
import { mostOf, predictionOf } from './expectation.ts';
import { failureOf, isTierRefused, mayBePaid } from './failures.ts';
import { readTold } from './rate-headers.ts';
import { type CallPlan, responseRequest } from './request.ts';

export interface CallDeps {
  client: OpenAI;
  catalogue: Catalogue;
  /** Limit for one call, ms. */
  timeoutMs: (tier: CallPlan['tier']) => number;
}

/** What came of one call. `no-room`: not at this tier. `cut-off`: not with so little room. Both may be asked again. */
export type Called =
  | { came: 'judgement'; judgement: Judgement }
  | { came: 'no-room' | 'cut-off'; failure: Failure };

/** How it ended as the meter is told it, and as the judge goes on with it. */
interface Ending {
  report: Pick<CallReport, 'outcome'> & Partial<CallReport>;
  called: Called | { came: 'failure'; error: unknown };
  told?: CallTold | undefined;
}

/** Makes one call, which the meter lets pass before and is told of after, however it ended. */
export function createCall({ client, catalogue, timeoutMs }: CallDeps) {
  function readEnding(body: unknown, task: JudgeTask, plan: CallPlan, most: number | undefined): Ending {
    // An answer that cannot be read was paid for all the same, and nobody knows with how much.
    const used = usageOf(body, { model: task.model, tier: plan.tier }, catalogue) ?? { microUsd: most };
    try {
      const judgement = readAnswer(body, task.model);
      return { report: { ...used, outcome: 'completed' }, called: { came: 'judgement', judgement } };
    } catch (error) {
      const failure = error instanceof Failure ? error : undefined;
      const report = { ...used, outcome: failure?.code ?? 'internal' };
      if (failure?.code === 'provider-cut-off') return { report, called: { came: 'cut-off', failure } };
      return { report, called: { came: 'failure', error } };
    }
  }

  async function send(
    task: JudgeTask,
    plan: CallPlan,
    { most, limit }: { most: number | undefined; limit: number },
    signal: AbortSignal,
  ): Promise<Ending> {
    const deadline = AbortSignal.timeout(limit);
    try {
      const { data, response } = await client.responses
        .create(responseRequest(task, catalogue.facts(task.model), plan), {
          signal: AbortSignal.any([signal, deadline]),
          timeout: limit + 1000, // ours is the deadline that counts
        })
        .withResponse();
      return { ...readEnding(data, task, plan, most), told: readTold(response.headers) };
    } catch (thrown) {
      const microUsd = mayBePaid(thrown) ? most : 0;
      if (signal.aborted)
        return {
          report: { outcome: 'canceled', microUsd },
          called: { came: 'failure', error: signal.reason },
        };
      const failure = deadline.aborted
        ? new Failure('provider-timeout', `${task.model}: no answer within ${limit} ms`)
        : failureOf(thrown, task.model);
      const came = isTierRefused(thrown) ? { came: 'no-room' as const, failure } : undefined;
      return {
        report: { outcome: failure.code, microUsd },
        called: came ?? { came: 'failure', error: failure },
        told: {
          ...readTold(thrown instanceof APIError ? thrown.headers : undefined),
          retryAfterMs: failure.retryAfterMs,
          noRoom: came !== undefined,
        },
      };
    }
  }

  /**
   * @throws Failure; the reason of `signal` when it is aborted; what the meter throws, unchanged
   */
  return async function call(
    task: JudgeTask,
    plan: CallPlan,
    meter: CallMeter,
    signal: AbortSignal,
  ): Promise<Called> {
    const { model } = task;
    const most = mostOf(task, catalogue.facts(model), plan);
    signal.throwIfAborted();
    const predicted = predictionOf(task);
    const tokens = predicted.inputTokens + plan.maxOutputTokens;
    const expected = (await meter.begin(most, { model, tier: plan.tier, tokens }))?.timeoutMs;
    const longest = timeoutMs(plan.tier);
    const limit = Math.min(longest, expected ?? longest);
    const since = performance.now();
    const { report, called, told } = signal.aborted
      ? unsent(signal)
      : await send(task, plan, { most, limit }, signal);
    const latencyMs = Math.round(performance.now() - since);
    await meter.end({ model, tier: plan.tier, ...report, predicted, latencyMs }, told);
    if (called.came === 'failure') throw called.error;
    return called;
  };
}

const unsent = (signal: AbortSignal): Ending => ({
  report: { outcome: 'canceled', microUsd: 0 },
  called: { came: 'failure', error: signal.reason },
});
