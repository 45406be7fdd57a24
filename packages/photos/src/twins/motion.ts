import { type Fit, leastSquares } from './fit.ts';
import { mean, minus } from './grids.ts';

const MOTIONS = 6;

/** What a shift, a stretch and a shear (two each) of the whole picture would change in each cell. */
const motionsOf = (both: Float32Array, columns: number): Float64Array[] => {
  const motions = Array.from({ length: MOTIONS }, () => new Float64Array(both.length));
  const slope = (at: number, from: number, to: number): number =>
    (((both[at + to] ?? 0) - (both[at + from] ?? 0)) / (to - from)) * columns;
  for (let i = 0; i < both.length; i += 1) {
    const column = i % columns;
    const row = (i - column) / columns;
    const u = (column + 0.5) / columns - 0.5;
    const v = (row + 0.5) / columns - 0.5;
    const across = slope(i, column > 0 ? -1 : 0, column < columns - 1 ? 1 : 0);
    const down = slope(i, row > 0 ? -columns : 0, row < columns - 1 ? columns : 0) * columns;
    put(motions, 0, i, across);
    put(motions, 1, i, down);
    put(motions, 2, i, across * u);
    put(motions, 3, i, down * v);
    put(motions, 4, i, across * v);
    put(motions, 5, i, down * u);
  }
  return motions;
};

const put = (causes: Float64Array[], cause: number, at: number, effect: number): void => {
  const values = causes[cause];
  if (values) values[at] = effect;
};

/** The squared distance from the centre, less its mean: what a vignette grows with. */
const towardsCorner = (at: number, columns: number): number => {
  const u = ((at % columns) + 0.5) / columns - 0.5;
  const v = (Math.floor(at / columns) + 0.5) / columns - 0.5;
  return u * u + v * v - 1 / 6;
};

/** What an offset, a gain and a vignette would change in each cell. */
const tonesOf = (both: Float32Array, columns: number): Float64Array[] => {
  const average = mean(both);
  const offset = new Float64Array(both.length).fill(1);
  const gain = Float64Array.from(both, (value) => value - average);
  const vignette = offset.map((_, i) => towardsCorner(i, columns));
  return [offset, gain, vignette];
};

export const middle = (a: Float32Array, b: Float32Array): Float32Array =>
  a.map((value, i) => (value + (b[i] ?? 0)) / 2);

/**
 * What moved, turned, stretched or brightened the picture: a small affine motion (Lucas and Kanade, 1981) and a
 * change of tone, fitted together. In this order: shift, stretch and shear (two each; fractions of the side), offset
 * (levels), gain (relative), vignette (levels).
 */
export const motionAndTone = (a: Float32Array, b: Float32Array, columns: number): Fit => {
  const both = middle(a, b);
  return leastSquares([...motionsOf(both, columns), ...tonesOf(both, columns)], minus(b, a));
};

/** What is left of the difference when a motion is taken back: files of other sizes are cut at other fractions of a pixel. */
export const withoutMotion = (
  a: Float32Array,
  b: Float32Array,
  columns: number,
  { amounts }: Fit,
): Float64Array => {
  const rest = minus(b, a);
  motionsOf(middle(a, b), columns).forEach((motion, k) => {
    const amount = amounts[k] ?? 0;
    for (let i = 0; i < rest.length; i += 1) rest[i] = (rest[i] ?? 0) - amount * (motion[i] ?? 0);
  });
  return rest;
};

/** What is left of a difference when the fitted offset, gain and vignette are taken back too. */
export const withoutTone = (
  difference: Float64Array,
  both: Float32Array,
  columns: number,
  { amounts }: Fit,
): Float64Array => {
  const [offset = 0, gain = 0, vignette = 0] = amounts.slice(MOTIONS);
  const average = mean(both);
  const rest = new Float64Array(difference);
  for (let i = 0; i < rest.length; i += 1) {
    const tone = offset + gain * ((both[i] ?? 0) - average) + vignette * towardsCorner(i, columns);
    rest[i] = (rest[i] ?? 0) - tone;
  }
  return rest;
};
