import type { CatalogueFile, ModelFacts } from './facts.ts';
import { MODELS } from './models.ts';
import { packagedFacts } from './prices.ts';

export interface Catalogue {
  /** Also by the name of a dated snapshot. `undefined`: nothing is known of it. */
  facts(model: string): ModelFacts | undefined;
  /** Those that it names, without what the price list knows besides. */
  names: readonly string[];
}

/** A provider answers under the name of a dated snapshot, `gpt-4o-mini-2024-07-18`. */
const SNAPSHOT_DATE = /-\d{4}-\d{2}-\d{2}$/;

export const withoutDate = (model: string): string => model.replace(SNAPSHOT_DATE, '');

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function merge(...layers: (ModelFacts | undefined)[]): ModelFacts | undefined {
  const merged: ModelFacts = Object.assign({}, ...layers);
  const sources: Record<string, string> = Object.assign({}, ...layers.map((it) => it?.sources));
  const { sources: _, ...facts } = merged;
  return Object.keys(facts).length === 0 ? undefined : { ...facts, sources };
}

/** Where the operator's figures have no source of their own, ours would be a lie. */
function asOverride(facts: ModelFacts | undefined): ModelFacts | undefined {
  if (!facts) return undefined;
  const names = Object.keys(facts).filter((it) => it !== 'sources');
  return {
    ...facts,
    sources: { ...Object.fromEntries(names.map((it) => [it, 'MODEL_CATALOGUE'])), ...facts.sources },
  };
}

/**
 * All that is known of models: the price list of `@pydantic/genai-prices`, ours over it, the operator's over both.
 * @param now prices are those of that day
 */
export function createCatalogue({
  overrides = {},
  now = new Date(),
}: {
  overrides?: CatalogueFile | undefined;
  now?: Date | undefined;
} = {}): Catalogue {
  const known = new Map<string, ModelFacts | undefined>();

  function lookUp(name: string): ModelFacts | undefined {
    return merge(packagedFacts(name, now), own(MODELS, name), asOverride(own(overrides, name)));
  }

  function remembered(name: string): ModelFacts | undefined {
    if (!known.has(name)) {
      // Names come with answers, too: whoever invents them fills no memory.
      if (known.size >= 1000) known.clear();
      known.set(name, lookUp(name));
    }
    return known.get(name);
  }

  return {
    facts: (model) => remembered(model) ?? remembered(withoutDate(model)),
    names: [...new Set([...Object.keys(MODELS), ...Object.keys(overrides)])],
  };
}
