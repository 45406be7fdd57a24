import { calcPrice, type ModelPrice } from '@pydantic/genai-prices';
import type { ModelFacts, Price } from './facts.ts';

const PACKAGE = '@pydantic/genai-prices 0.1.8 (npm), 2026-11-23';
/** What the package counts in: dollars per million tokens, which is so many micro-dollars per million, or picodollars each. */
const PICODOLLARS = 1_000_000;

/** Of short prompts: the higher prices begin at 272,000 tokens, and ours have some thousand. */
function rate(price: ModelPrice, name: string): number | undefined {
  const told = price[name];
  const base = typeof told === 'object' ? told.base : told;
  return base === undefined ? undefined : Math.round(base * PICODOLLARS);
}

function priceFrom(told: ModelPrice): Price | undefined {
  const input = rate(told, 'input_mtok');
  const output = rate(told, 'output_mtok');
  if (input === undefined || output === undefined) return undefined;
  const cached = rate(told, 'cache_read_mtok') ?? input;
  // Only models that charge for it have this price; for the others a written token is an input token.
  return { input, cached, cacheWrite: rate(told, 'cache_write_mtok') ?? input, output };
}

/** Price and context of a model of OpenAI's as the package tells them on that day; nothing when it does not know the name. */
export function packagedFacts(model: string, now: Date): ModelFacts {
  const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, model, {
    providerId: 'openai',
    timestamp: now,
  });
  // It also matches by pattern: the price of another model is none.
  if (!found || found.model.id !== model) return {};
  const price = priceFrom(found.model_price);
  const contextTokens = found.model.context_window;
  return {
    ...(price && { price }),
    ...(contextTokens !== undefined && { contextTokens }),
    sources: {
      ...(price && { price: PACKAGE }),
      ...(contextTokens !== undefined && { contextTokens: PACKAGE }),
    },
  };
}
