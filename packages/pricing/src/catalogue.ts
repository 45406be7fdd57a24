/** What the service needs to know of a model. A figure that nobody published is absent, never guessed. */
interface ModelFacts {
  /**
   * Picodollars (10⁻¹² US $) per token, which is the same number as micro-dollars per million tokens:
   * integers, so that sums are exact. `cacheWrite` is what a token costs that is put into the prompt cache.
   */
  price?: { input: number; cached: number; cacheWrite: number; output: number };
  /** Day on which the provider switches it off, ISO 8601. */
  shutdownOn?: string;
  /** The least reasoning it can be asked for; absent for a model that does not reason. */
  leastEffort?: 'none' | 'minimal';
  /** Caches prompts only up to the breakpoints we set, and charges for writing them (5.6 and later). */
  cacheBreakpoints?: true;
  /** Where the figures are from, and when they were read. */
  source: string;
}

const SDK_TYPES = 'shutdown date: model notes in the types of openai 7.57 (npm), 2026-11-23';
const GENAI_PRICES = 'price: @pydantic/genai-prices 0.1.8 (npm), 2026-11-23';
/** From GPT-5.6 on, writing costs 1.25 × input. */
const CACHE_WRITES = 'cache writes: developers.openai.com/api/docs/guides/prompt-caching, 2026-11-23';

/** Models by the name that is asked for, without the date of a snapshot. */
export const MODELS: Readonly<Record<string, ModelFacts>> = {
  'gpt-6-luna': {
    price: { input: 100_000, cached: 10_000, cacheWrite: 125_000, output: 500_000 },
    leastEffort: 'none',
    cacheBreakpoints: true,
    source: `price: the model's page on developers.openai.com, 2026-11-23; ${CACHE_WRITES}`,
  },
  'gpt-5.6-luna': {
    price: { input: 200_000, cached: 20_000, cacheWrite: 250_000, output: 1_200_000 },
    leastEffort: 'none',
    cacheBreakpoints: true,
    source: `${GENAI_PRICES}; ${CACHE_WRITES}`,
  },
  'gpt-5.4-nano': {
    price: { input: 200_000, cached: 20_000, cacheWrite: 200_000, output: 1_250_000 },
    leastEffort: 'none',
    source: GENAI_PRICES,
  },
  'gpt-5.4-mini': {
    price: { input: 750_000, cached: 75_000, cacheWrite: 750_000, output: 4_500_000 },
    leastEffort: 'none',
    source: GENAI_PRICES,
  },
  'gpt-5': { leastEffort: 'minimal', shutdownOn: '2026-12-11', source: SDK_TYPES },
  'gpt-5-mini': { leastEffort: 'minimal', shutdownOn: '2026-12-11', source: SDK_TYPES },
  'gpt-5-nano': { leastEffort: 'minimal', shutdownOn: '2026-12-11', source: SDK_TYPES },
  'gpt-4.1': { shutdownOn: '2027-01-14', source: SDK_TYPES },
  'gpt-4.1-mini': {
    price: { input: 400_000, cached: 100_000, cacheWrite: 400_000, output: 1_600_000 },
    shutdownOn: '2027-01-14',
    source: `${GENAI_PRICES}; ${SDK_TYPES}`,
  },
  'gpt-4o': { shutdownOn: '2027-01-14', source: SDK_TYPES },
  'gpt-4o-mini': {
    price: { input: 150_000, cached: 75_000, cacheWrite: 150_000, output: 600_000 },
    shutdownOn: '2027-01-14',
    source: `${GENAI_PRICES}; ${SDK_TYPES}`,
  },
};

/** A provider answers under the name of a dated snapshot, `gpt-4o-mini-2024-07-18`. */
const SNAPSHOT_DATE = /-\d{4}-\d{2}-\d{2}$/;

export function factsOf(model: string): ModelFacts | undefined {
  const name = Object.hasOwn(MODELS, model) ? model : model.replace(SNAPSHOT_DATE, '');
  return Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
}

/** Tokens of one call. `inputTokens` counts all of them, cached and written ones included. */
export interface TokenUsage {
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
}

/** US dollars of one call; `undefined` when the price of the model is not known. */
export function priceOf(model: string, usage: TokenUsage): number | undefined {
  const price = factsOf(model)?.price;
  if (!price) return undefined;
  const plain = Math.max(0, usage.inputTokens - usage.cachedTokens - usage.cacheWriteTokens);
  const picodollars =
    plain * price.input +
    usage.cachedTokens * price.cached +
    usage.cacheWriteTokens * price.cacheWrite +
    usage.outputTokens * price.output;
  return picodollars / 1e12;
}

/** The day on which the model is switched off, ISO 8601; `undefined` when none is announced or it is not known. */
export function shutdownOf(model: string): string | undefined {
  return factsOf(model)?.shutdownOn;
}
