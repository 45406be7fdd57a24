import { Failure, type Judge } from '@jmj/core';
import OpenAI from 'openai';
import { readAnswer, usageOf } from './answer.ts';
import { critiqueFormat } from './answer-format.ts';
import { failureOf } from './failures.ts';
import { type ImageDetail, responseRequest } from './request.ts';

export interface OpenaiJudgeOptions {
  apiKey: string;
  /** @default 'https://api.openai.com/v1' */
  baseUrl?: string | undefined;
  /** Limit for one call, from connecting to the last byte of the answer. */
  timeoutMs: number;
  /**
   * Ceiling for one critique. Those that keep to the prompt's limits are far below it.
   * @default 4000
   */
  maxOutputTokens?: number | undefined;
  /**
   * How closely the model looks. `auto` means `original` on newer models: about five times the tokens of `high`.
   * @default 'high'
   */
  detail?: ImageDetail | undefined;
}

/** Judges by OpenAI's Responses API. It never retries: whoever owns the job does. */
export function createOpenaiJudge(options: OpenaiJudgeOptions): Judge {
  const { timeoutMs, maxOutputTokens = 4000, detail = 'high' } = options;
  const client = new OpenAI({
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? 'https://api.openai.com/v1',
    // Ours is the deadline that counts; theirs would be ten minutes.
    timeout: timeoutMs + 1000,
    maxRetries: 0,
    // Unless told, the SDK reads these from the environment; at level `debug` it logs whole requests, photo included.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
  });
  const format = critiqueFormat();

  return {
    async judge(task, meter, signal) {
      signal.throwIfAborted();
      const request = responseRequest(task, { detail, maxOutputTokens, format });
      const deadline = AbortSignal.timeout(timeoutMs);
      let body: unknown;
      await meter.begin(undefined);
      const since = performance.now();
      try {
        body = await client.responses.create(request, { signal: AbortSignal.any([signal, deadline]) });
      } catch (error) {
        signal.throwIfAborted();
        if (deadline.aborted)
          throw new Failure('provider-timeout', `${task.model}: no answer within ${timeoutMs} ms`);
        throw failureOf(error, task.model);
      }
      const used = usageOf(body);
      await meter.end({
        model: task.model,
        ...used,
        tier: 'default',
        outcome: 'completed',
        latencyMs: Math.round(performance.now() - since),
      });
      return readAnswer(body, task.model);
    },
  };
}
