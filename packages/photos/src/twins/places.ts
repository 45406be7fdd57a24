import { largest, minus } from './grids.ts';

/** The worst cell, against 2 levels plus a tenth of the calmer picture's spread there. */
export const worstCell = (a: Float32Array, b: Float32Array, calm: Float32Array): number =>
  largest(minus(b, a).map((change, i) => change / (2 + 0.1 * (calm[i] ?? 0))));

/** The worst mean difference over square blocks, `across` of them along each side, in levels. */
export const worstBlock = (difference: Float64Array, columns: number, across: number): number => {
  const sums = new Float64Array(across * across);
  const size = columns / across;
  difference.forEach((value, i) => {
    const block = Math.floor(Math.floor(i / columns) / size) * across + Math.floor((i % columns) / size);
    sums[block] = (sums[block] ?? 0) + value / (size * size);
  });
  return largest(sums);
};
