import type { CostEstimate, Range } from '@jmj/contracts';
import {
  type Dimensions,
  type EstimateAsked,
  type Estimator,
  type ImagePlanner,
  LOCAL_MODEL,
  type TokenUsage,
} from '@jmj/core';
import type { Catalogue } from './catalogue.ts';
import type { ModelFacts } from './facts.ts';
import { OUTPUT_TOKENS } from './output.ts';
import { microUsdOf, mostMicroUsd } from './price.ts';
import { PREFIX_TOKENS, textTokensOf } from './prompt.ts';

const FREE: Range = { min: 0, expected: 0, max: 0 };
const LARGE = 8000;
/** Whatever shape a photo has, one of these costs as much. */
const SHAPES: Dimensions[] = [1, 5 / 4, 4 / 3, 3 / 2, 16 / 9, 2, 3].flatMap((ratio) => {
  const short = Math.round(LARGE / ratio);
  return [
    { width: LARGE, height: short },
    { width: short, height: LARGE },
  ];
});
const COMMON: Dimensions = { width: LARGE, height: 6000 };
/** An answer of which every text is short. */
const SHORT_ANSWER = Math.round(OUTPUT_TOKENS.expected / 2);
/** Shorter prefixes are not cached. https://developers.openai.com/api/docs/guides/prompt-caching */
const SHORTEST_PREFIX = 1024;

const plus = (a: Range, b: Range): Range => ({
  min: a.min + b.min,
  expected: a.expected + b.expected,
  max: a.max + b.max,
});

export interface EstimatorDeps {
  catalogue: Catalogue;
  planner: ImagePlanner;
}

/** Tells what an answer will cost before it is asked for, from what is known before: sizes, prompts and prices. */
export function createEstimator({ catalogue, planner }: EstimatorDeps): Estimator {
  function imageTokensOf({ dimensions, model, quality }: EstimateAsked): Range {
    if (dimensions) return planner.plan(model, quality, dimensions).tokens;
    const all = SHAPES.map((shape) => planner.plan(model, quality, shape).tokens);
    return {
      min: Math.min(...all.map((it) => it.min)),
      expected: planner.plan(model, quality, COMMON).tokens.expected,
      max: Math.max(...all.map((it) => it.max)),
    };
  }

  function price(facts: ModelFacts | undefined, asked: EstimateAsked, input: Range, output: Range) {
    const cachedTokens = PREFIX_TOKENS >= SHORTEST_PREFIX ? PREFIX_TOKENS : 0;
    const usual = (inputTokens: number, outputTokens: number): TokenUsage => ({
      inputTokens,
      outputTokens,
      cachedTokens: Math.min(cachedTokens, inputTokens),
      cacheWriteTokens: 0,
    });
    const tier = asked.inBatch ? 'batch' : asked.speed === 'economy' ? 'flex' : 'default';
    const min = microUsdOf(facts, usual(input.min, output.min), tier);
    const often = usual(input.expected, output.expected);
    // Nobody promises that the lines of a batch find each other's beginning in the cache.
    const expected = microUsdOf(facts, asked.inBatch ? { ...often, cachedTokens: 0 } : often, tier);
    // It may find nothing cached, and no room at the lower price.
    const max = mostMicroUsd(facts, { inputTokens: input.max, outputTokens: output.max });
    return min === undefined || expected === undefined || max === undefined
      ? undefined
      : { min, expected, max };
  }

  return {
    estimate(asked): CostEstimate {
      const { model } = asked;
      if (model === LOCAL_MODEL)
        return { model, microUsd: FREE, inputTokens: FREE, imageTokens: FREE, outputTokens: FREE };
      const imageTokens = imageTokensOf(asked);
      const inputTokens = plus(textTokensOf(asked), imageTokens);
      const outputTokens = { min: SHORT_ANSWER, expected: OUTPUT_TOKENS.expected, max: OUTPUT_TOKENS.max };
      const microUsd = price(catalogue.facts(model), asked, inputTokens, outputTokens);
      return { model, ...(microUsd && { microUsd }), inputTokens, imageTokens, outputTokens };
    },
  };
}
