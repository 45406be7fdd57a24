/**
 * Writes a grid of numbers as small differences from what their neighbours foretell, coarser the larger they are:
 * an error of about ±√difference / 2 hides in the texture that caused it, and flat parts stay exact to ±0.5.
 */
const code = (difference: number): number =>
  Math.round(Math.sign(difference) * Math.sqrt(4 * Math.abs(difference)));
const decode = (coded: number): number => (Math.sign(coded) * coded * coded) / 4;

/** The first value has no neighbour: it is written plainly, in steps of 2, and white as 254. */
const FIRST_STEP = 2;
const FIRST_MOST = 127;

/** The median of left, above and left + above − corner, as lossless JPEG's successor (JPEG-LS, ITU-T T.87) foretells. */
const foretell = (grid: Float32Array, at: number, columns: number): number => {
  const left = at % columns === 0 ? undefined : grid[at - 1];
  const above = grid[at - columns];
  if (left === undefined) return above ?? 0;
  if (above === undefined) return left;
  const plane = left + above - (grid[at - columns - 1] ?? 0);
  return Math.max(Math.min(left, above), Math.min(plane, Math.max(left, above)));
};

/** @param grid values from −256 to 255 */
export const toResiduals = (grid: Float32Array, columns: number): Int8Array => {
  const seen = new Float32Array(grid.length);
  return Int8Array.from(grid, (value, at) => {
    const foretold = foretell(seen, at, columns);
    const coded = at === 0 ? Math.min(FIRST_MOST, Math.round(value / FIRST_STEP)) : code(value - foretold);
    seen[at] = at === 0 ? coded * FIRST_STEP : foretold + decode(coded);
    return coded;
  });
};

export const fromResiduals = (residuals: Int8Array, columns: number): Float32Array => {
  const grid = new Float32Array(residuals.length);
  residuals.forEach((coded, at) => {
    grid[at] = at === 0 ? coded * FIRST_STEP : foretell(grid, at, columns) + decode(coded);
  });
  return grid;
};
