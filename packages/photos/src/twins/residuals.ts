/**
 * Writes a grid of numbers as small differences from what their neighbours foretell, in steps that grow with them: 1 where a grid is
 * flat, 1.8 at a difference of 20, 2.4 at 100. What two files of one picture differ in is less than that, so coarser steps would hide faint words in a texture.
 */
const POWER = 0.8;
const SCALE = 1.3;
/** A difference above 310 takes two cells. */
const MOST = 127;
const code = (difference: number): number =>
  Math.sign(difference) * Math.min(MOST, Math.round(SCALE * ((Math.abs(difference) + 1) ** POWER - 1)));
const decode = (coded: number): number =>
  Math.sign(coded) * ((Math.abs(coded) / SCALE + 1) ** (1 / POWER) - 1);

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
