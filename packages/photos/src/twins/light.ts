import { largest, windowMeans } from './grids.ts';

/** Levels at which light counts a half: below it, coding moves dark parts by as much as a brush would. */
const DARK = 10;

/**
 * The largest relative change of light in windows of `size` × `size` cells, beside what the whole picture went through. In a dark
 * picture, light added to a part is few levels, and yet a large share of what is there.
 * @param both the middle of the two pictures
 * @param rest what is left of their difference when motion and tone are taken back
 */
export const localLight = (both: Float32Array, rest: Float64Array, columns: number, size: number): number => {
  const along = rest.map((change, i) => change * (both[i] ?? 0));
  const squares = Float64Array.from(both, (value) => value * value);
  const light = windowMeans(squares, columns, size, 0);
  return largest(
    windowMeans(along, columns, size, 0).map((change, i) => change / ((light[i] ?? 0) + DARK ** 2)),
  );
};
