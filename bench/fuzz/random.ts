import { seededRandom } from '@jmj/testing/random';

/** Numbers that depend on the seed alone. */
export interface Random {
  /** 0 to below 1. */
  next(): number;
  /** 0 to below `end`. */
  below(end: number): number;
  pick<T>(items: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
  const below = (end: number) => Math.floor(next() * end);
  return {
    next,
    below,
    pick: (items) => {
      const picked = items[below(items.length)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
  };
}

/** A generator of its own for each case, so that one case can be run again without those before it. */
export const randomOfCase = (seed: number, index: number): Random =>
  createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
