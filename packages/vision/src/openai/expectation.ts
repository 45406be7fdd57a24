import type { CallReport, JudgeTask } from '@jmj/core';
import { type ModelFacts, mostMicroUsd, textTokensOf } from '@jmj/pricing';
import { captureFacts } from '../prompts/capture-facts.ts';
import type { CallPlan } from './request.ts';

/** What is predicted of the input of a call. */
export function predictionOf({
  photo,
  photoType,
}: Omit<JudgeTask, 'tier'>): NonNullable<CallReport['predicted']> {
  const { tokens, units } = photo.plan;
  const text = textTokensOf({ photoType }, captureFacts(photo.exif));
  return {
    inputTokens: text.expected + tokens.expected,
    imageTokens: tokens.expected,
    ...(units !== undefined && { imageUnits: units }),
  };
}

/** The most that a call can cost, in micro-dollars; `undefined` when the price of the model is not known. */
export function mostOf(
  { photo, photoType }: Omit<JudgeTask, 'tier'>,
  facts: ModelFacts | undefined,
  { tier, maxOutputTokens }: CallPlan,
): number | undefined {
  const inputTokens = textTokensOf({ photoType }).max + photo.plan.tokens.max;
  return mostMicroUsd(facts, { inputTokens, outputTokens: maxOutputTokens }, tier);
}
