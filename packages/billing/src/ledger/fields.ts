import type { CostFigures, Prediction } from '@jmj/contracts';
import type { ProviderCall } from '@jmj/core';

/** What is counted of calls, by its short name in Redis. All of them whole numbers: Redis adds those exactly. */
const MEASURES = {
  calls: 'n',
  failed: 'f',
  lost: 'l',
  unpriced: 'u',
  microUsd: '$',
  inputTokens: 'i',
  imageTokens: 'p',
  cachedTokens: 'c',
  cacheWriteTokens: 'w',
  outputTokens: 'o',
  /** Calls of which it is known what was predicted and what was told, both sums, and the sum of what they differ by. */
  comparedCalls: 'xn',
  predictedTokens: 'xp',
  toldTokens: 'xt',
  offTokens: 'xo',
  /** The largest of these differences, in millionths of what was told. The script keeps the larger of two, and adds no more. */
  worstOff: 'xw',
} as const;
export type Measure = keyof typeof MEASURES;
export type Counted = Record<Measure, number>;

/** By what the totals are told apart. */
export type Group = 'all' | 'model' | 'tier' | 'tenant' | 'outcome';

/** A name that others may have chosen, as part of a field. */
const part = (name: string): string => encodeURIComponent(name.slice(0, 100));

export const groupName = (group: Group, name = ''): string => `${group}|${part(name)}`;

export const NOTHING: Counted = {
  calls: 0,
  failed: 0,
  lost: 0,
  unpriced: 0,
  microUsd: 0,
  inputTokens: 0,
  imageTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  comparedCalls: 0,
  predictedTokens: 0,
  toldTokens: 0,
  offTokens: 0,
  worstOff: 0,
};

const MILLION = 1_000_000;

/** What one call adds. */
export function countsOf({ outcome, usage, microUsd, predicted }: ProviderCall): Counted {
  const compared = usage && predicted ? { usage, predicted } : undefined;
  const off = compared ? Math.abs(compared.usage.inputTokens - compared.predicted.inputTokens) : 0;
  return {
    ...NOTHING,
    calls: 1,
    failed: outcome === 'completed' || outcome === 'lost' ? 0 : 1,
    lost: outcome === 'lost' ? 1 : 0,
    unpriced: microUsd === undefined ? 1 : 0,
    microUsd: microUsd ?? 0,
    ...usage,
    imageTokens: usage ? Math.min(predicted?.imageTokens ?? 0, usage.inputTokens) : 0,
    ...(compared && {
      comparedCalls: 1,
      predictedTokens: compared.predicted.inputTokens,
      toldTokens: compared.usage.inputTokens,
      offTokens: off,
      worstOff: Math.round((off * MILLION) / Math.max(1, compared.usage.inputTokens)),
    }),
  };
}

/** Flat `measure, amount` pairs of what is not 0. */
export const flatten = (counts: Counted): (string | number)[] =>
  (Object.keys(MEASURES) as Measure[]).flatMap((name) =>
    counts[name] ? [MEASURES[name], Math.round(counts[name])] : [],
  );

const NAMES = new Map(Object.entries(MEASURES).map(([name, short]) => [short as string, name as Measure]));

/** The fields of a hash of totals, by group and name. */
export function unflatten(fields: Record<string, string>): Map<Group, Map<string, Counted>> {
  const groups = new Map<Group, Map<string, Counted>>();
  for (const [field, n] of Object.entries(fields)) {
    const [group, name, short] = field.split('|') as [Group, string, string];
    const measure = NAMES.get(short);
    if (!measure) continue;
    const named = groups.get(group) ?? new Map<string, Counted>();
    groups.set(group, named);
    const key = decodeURIComponent(name);
    const counts = named.get(key) ?? { ...NOTHING };
    named.set(key, counts);
    counts[measure] = Number(n);
  }
  return groups;
}

export function figuresOf(counts: Counted): CostFigures {
  const {
    comparedCalls: _n,
    predictedTokens: _p,
    toldTokens: _t,
    offTokens: _o,
    worstOff: _w,
    ...told
  } = counts;
  return { ...told, usd: counts.microUsd / 1_000_000 };
}

export function predictionOf(counts: Counted): Prediction | undefined {
  const { comparedCalls: calls, predictedTokens, toldTokens, offTokens, worstOff } = counts;
  if (calls === 0) return undefined;
  const error = toldTokens > 0 ? offTokens / toldTokens : 0;
  // Lines of a release that did not look for the worst have none.
  const worst = worstOff > 0 || offTokens === 0 ? worstOff / MILLION : undefined;
  return { calls, predictedTokens, toldTokens, error, worst };
}
