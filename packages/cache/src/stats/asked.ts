import {
  type AskedFigures,
  type CacheStatsReport,
  LANGUAGES,
  PHOTO_TYPES,
  type StatsWindow,
  TONES,
} from '@jmj/contracts';
import type { Asked } from '@jmj/core';
import { rateOf } from './figures.ts';
import type { AskedCount } from './read.ts';

const MOST = 20;

interface Sum {
  asked: number;
  hits: number;
}

/** What was missed and found after all was asked once: it counts as asked where it was missed. */
function addTo(sum: Sum, { outcome, n }: AskedCount): void {
  if (outcome !== 'reused') sum.asked += n;
  if (outcome === 'hit' || outcome === 'reused') sum.hits += n;
}

const figures = ({ asked, hits }: Sum): AskedFigures => ({ asked, hits, rate: rateOf(hits, asked) });

/** Sums by one thing that was asked for; every name of the vocabulary is there, also when nobody asked for it. */
function by<Name extends string>(
  names: readonly Name[],
  counts: AskedCount[],
  nameOf: (asked: Asked) => Name,
): Record<Name, AskedFigures> {
  const sums = new Map(names.map((name) => [name, { asked: 0, hits: 0 }]));
  for (const count of counts) addTo(sums.get(nameOf(count.asked)) ?? { asked: 0, hits: 0 }, count);
  return Object.fromEntries([...sums].map(([name, sum]) => [name, figures(sum)])) as Record<
    Name,
    AskedFigures
  >;
}

function combinations(counts: AskedCount[]) {
  const sums = new Map<string, { asked: Asked; sum: Sum }>();
  for (const count of counts) {
    const name = Object.values(count.asked).join('.');
    const entry = sums.get(name) ?? { asked: count.asked, sum: { asked: 0, hits: 0 } };
    sums.set(name, entry);
    addTo(entry.sum, count);
  }
  return [...sums.values()]
    .sort((a, b) => b.sum.asked - a.sum.asked)
    .slice(0, MOST)
    .map(({ asked, sum }) => ({ ...asked, ...figures(sum) }));
}

/** What was asked for, by tone, language, photo type, and all three together. */
export function askedFor(window: StatsWindow, counts: AskedCount[]): CacheStatsReport['asked'] {
  return {
    window,
    byTone: by(TONES, counts, (it) => it.tone),
    byLanguage: by(LANGUAGES, counts, (it) => it.language),
    byPhotoType: by(PHOTO_TYPES, counts, (it) => it.photoType),
    combinations: combinations(counts),
  };
}
