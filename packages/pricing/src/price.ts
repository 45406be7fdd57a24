import type { Tier } from '@jmj/contracts';
import type { TokenUsage } from '@jmj/core';
import type { ModelFacts } from './facts.ts';

const PICODOLLARS_PER_MICRO = 1_000_000;

/** Of a call's tokens, exactly; `undefined` when the price of the model is not known. */
function picodollars(facts: ModelFacts | undefined, usage: TokenUsage, tier: Tier): number | undefined {
  const price = facts?.price;
  if (!price) return undefined;
  const plain = Math.max(0, usage.inputTokens - usage.cachedTokens - usage.cacheWriteTokens);
  const full =
    plain * price.input +
    usage.cachedTokens * price.cached +
    usage.cacheWriteTokens * price.cacheWrite +
    usage.outputTokens * price.output;
  const percent = tier === 'default' ? 100 : (facts.tierPercent?.[tier] ?? 100);
  return (full * percent) / 100;
}

/** Whole micro-dollars of one call, to the nearest; `undefined` when the price of the model is not known. */
export function microUsdOf(
  facts: ModelFacts | undefined,
  usage: TokenUsage,
  tier: Tier = 'default',
): number | undefined {
  const exact = picodollars(facts, usage, tier);
  return exact === undefined ? undefined : Math.round(exact / PICODOLLARS_PER_MICRO);
}

/** The most that a call can cost: nothing is cached, all is written into the cache, the answer is as long as it may be. */
export function mostMicroUsd(
  facts: ModelFacts | undefined,
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
  tier: Tier = 'default',
): number | undefined {
  const plain = { inputTokens, outputTokens, cachedTokens: 0, cacheWriteTokens: 0 };
  const ways = [plain, { ...plain, cacheWriteTokens: inputTokens }];
  const costs = ways.map((it) => microUsdOf(facts, it, tier)).filter((it) => it !== undefined);
  return costs.length ? Math.max(...costs) : undefined;
}
