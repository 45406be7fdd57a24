import type { Fit } from './fit.ts';
import { largest, windowMeans } from './grids.ts';
import { effectOfTone, middle } from './motion.ts';

/** Levels at which light counts a half: below it, coding moves dark parts by as much as a brush would. */
const DARK = 10;

/**
 * The largest relative change of light in windows of `size` × `size` cells, beside what the whole picture went through. In a dark
 * picture, light added to a part is few levels, and yet a large share of what is there.
 */
export const localLight = (
  a: Float32Array,
  b: Float32Array,
  columns: number,
  still: Float64Array,
  fit: Fit,
  size: number,
): number => {
  const both = middle(a, b);
  const toned = effectOfTone(both, columns, fit);
  const along = still.map((change, i) => (change - (toned[i] ?? 0)) * (both[i] ?? 0));
  const squares = Float64Array.from(both, (value) => value * value);
  const light = windowMeans(squares, columns, size, 0);
  return largest(
    windowMeans(along, columns, size, 0).map((change, i) => change / ((light[i] ?? 0) + DARK ** 2)),
  );
};
