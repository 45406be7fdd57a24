/**
 * What OpenAI charges, in picodollars (10⁻¹² US $) per token. Written down here a second time, on purpose: who is billed by
 * the numbers it predicts with has proved nothing. Read 2026-11-23: @pydantic/genai-prices 0.1.8, gpt-6-luna's model page.
 */
const PRICES: [model: RegExp, input: number, cached: number, output: number][] = [
  [/^gpt-6-luna/, 100_000, 10_000, 500_000],
  [/^gpt-5\.6-luna/, 200_000, 20_000, 1_200_000],
  [/^gpt-5\.4-nano/, 200_000, 20_000, 1_250_000],
  [/^gpt-5\.4-mini/, 750_000, 75_000, 4_500_000],
  [/^gpt-4\.1-mini/, 400_000, 100_000, 1_600_000],
  [/^gpt-4o-mini/, 150_000, 75_000, 600_000],
];

export type ServedTier = 'default' | 'flex' | 'batch';

/** Tokens of one call; `inputTokens` counts all of them. */
export interface BilledTokens {
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
}

/**
 * Picodollars of one call: a token is charged as plain, as cached or as written, and flex and batch halve it all.
 * Nothing for a model that has no price here.
 */
export function charge(model: string, tier: ServedTier, tokens: BilledTokens): number {
  const [, input = 0, cached = 0, output = 0] = PRICES.find(([family]) => family.test(model)) ?? [];
  const plain = tokens.inputTokens - tokens.cachedTokens - tokens.cacheWriteTokens;
  const full =
    plain * input +
    tokens.cachedTokens * cached +
    (tokens.cacheWriteTokens * input * 5) / 4 +
    tokens.outputTokens * output;
  return tier === 'default' ? full : full / 2;
}
