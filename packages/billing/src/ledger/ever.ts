import type { ProviderCall } from '@jmj/core';

/** A counter for Prometheus: what is counted, and of what. */
export interface EverCount {
  what: 'calls' | 'microUsd' | 'tokens' | 'refused';
  model: string;
  /** Of calls and money. */
  tier: string;
  /** How a call ended, which tokens were counted, or how an analysis was turned away. */
  kind: string;
  n: number;
}

const part = (name: string): string => encodeURIComponent(name.slice(0, 100));
const fieldOf = (what: EverCount['what'], model: string, tier: string, kind: string): string =>
  [what, part(model), part(tier), part(kind)].join('|');

export const refusedField = (how: 'refused' | 'local'): string => fieldOf('refused', '', '', how);

/** Flat `field, amount` pairs. Tokens are told apart without overlap: `input` is what was neither read from nor written to a cache. */
export function everFieldsOf({ model, tier, outcome, microUsd, usage }: ProviderCall): (string | number)[] {
  const fields: (string | number)[] = [fieldOf('calls', model, tier, outcome), 1];
  if (microUsd) fields.push(fieldOf('microUsd', model, tier, ''), microUsd);
  if (!usage) return fields;
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens } = usage;
  const kinds = {
    input: Math.max(0, inputTokens - cachedTokens - cacheWriteTokens),
    input_cached: cachedTokens,
    input_cache_write: cacheWriteTokens,
    output: outputTokens,
  };
  for (const [kind, n] of Object.entries(kinds)) if (n) fields.push(fieldOf('tokens', model, tier, kind), n);
  return fields;
}

export function readEver(fields: Record<string, string>): EverCount[] {
  return Object.entries(fields).flatMap(([field, n]) => {
    const [what, ...names] = field.split('|');
    if (names.length !== 3) return [];
    const [model = '', tier = '', kind = ''] = names.map(decodeURIComponent);
    return [{ what: what as EverCount['what'], model, tier, kind, n: Number(n) }];
  });
}
