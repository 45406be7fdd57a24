import type { Range } from '@jmj/contracts';
import { isJmjError } from '@jmj/sdk';

/** Cents and their parts: four digits after the point where dollars are few. */
export const dollars = (usd: number): string => `$${usd.toFixed(usd < 1 ? 4 : 2)}`;

/** The same of micro-dollars. */
export const fromMicro = (microUsd: number): string => dollars(microUsd / 1_000_000);

export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What is to come, and what it is expected to cost. */
export function estimateText(figures: {
  photos: number;
  duplicates: number;
  unreadable: number;
  known: number;
  unknown: number;
  /** Micro-dollars, of all that are to be made; absent when the model has no known price. */
  cost: Range | undefined;
}): string {
  const { photos, duplicates, unreadable, known, unknown, cost } = figures;
  const beside = [
    duplicates > 0 ? `${counted(duplicates, 'file')} twice` : '',
    unreadable > 0 ? `${unreadable} not readable` : '',
  ].filter(Boolean);
  const lines = [
    `${counted(photos, 'photo')}${beside.length ? ` (${beside.join(', ')})` : ''}, ${counted(known + unknown, 'critique')}: ${known} known, ${unknown} to be made`,
  ];
  if (unknown === 0 || cost?.max === 0) lines.push('Nothing to pay.');
  else if (cost === undefined) lines.push('What they cost is not known: the model has no known price.');
  else
    lines.push(
      `About ${fromMicro(cost.expected)}, at most ${fromMicro(cost.max)}; twins of known photos cost nothing.`,
    );
  return `${lines.join('\n')}\n`;
}

/** What went wrong, and what to do about it where we know. */
export function explain(error: unknown, url: string): string {
  if (isJmjError(error, 'connection-failed')) return `no service answers at ${url}: set --url`;
  if (isJmjError(error, 'unauthorized', 'forbidden')) return `${error.message} (set JMJ_ADMIN_KEY)`;
  return error instanceof Error ? error.message : String(error);
}

/** Nothing after it can go well either. */
export const isHopeless = (error: unknown): boolean =>
  isJmjError(error, 'connection-failed', 'unauthorized', 'forbidden', 'budget-exceeded');
