import { randomUUID } from 'node:crypto';
import type { AnalysisOptions, BatchEstimate, BatchRequest, CostEstimate } from '@jmj/contracts';
import type { Asking } from '../asking.ts';
import { type Fingerprint, fingerprintKey } from '../fingerprint.ts';

/** Items of equal fingerprint, which are one critique. */
export interface Wish {
  fingerprint: Fingerprint;
  key: string;
  options: AnalysisOptions;
  sha256: string;
  /** Places of the items. */
  items: number[];
  /** Everybody whose photo it is. */
  users: string[];
}

/** What is asked for, each critique once, in the order of the request. */
export function wishesOf({ items, ...defaults }: BatchRequest, asking: Asking): Wish[] {
  const wishes = new Map<string, Wish>();
  for (const [at, { sha256, ref: _ref, ...own }] of items.entries()) {
    const asked = { ...defaults, ...own };
    const { tone = 'professional', language = 'fr', photoType = 'general' } = asked;
    const options: AnalysisOptions = { ...asked, tone, language, photoType, speed: 'economy' };
    const fingerprint = asking.fingerprintOf(sha256, options);
    const key = fingerprintKey(fingerprint);
    const wish = wishes.get(key) ?? { fingerprint, key, options, sha256, items: [], users: [] };
    wish.items.push(at);
    if (options.userId !== undefined && !wish.users.includes(options.userId)) wish.users.push(options.userId);
    wishes.set(key, wish);
  }
  return [...wishes.values()];
}

/** One estimate for all of them; without a price where one of them has none. */
export function sumOf(estimates: CostEstimate[], model: string): BatchEstimate | undefined {
  if (estimates.length === 0) return undefined;
  const sum = { min: 0, expected: 0, max: 0 };
  for (const { microUsd } of estimates) {
    if (!microUsd) return { model, critiques: estimates.length };
    sum.min += microUsd.min;
    sum.expected += microUsd.expected;
    sum.max += microUsd.max;
  }
  return { model, critiques: estimates.length, microUsd: sum };
}

export const newBatchId = (): string => `batch_${randomUUID()}`;

/** Does `work` for each, so many at once; answers in their order. */
export async function mapAtOnce<T, R>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = all.entries();
  const lane = async () => {
    for (const [at, one] of waiting) results[at] = await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, lane));
  return results;
}
