import { windowMeans } from './grids.ts';

/** What is left of a grid after a 3×3 binomial blur is taken off. */
const structure = (grid: Float32Array, columns: number): Float64Array => {
  const rest = new Float64Array(grid.length);
  const last = columns - 1;
  for (let y = 0; y < columns; y += 1) {
    const above = Math.max(0, y - 1) * columns;
    const here = y * columns;
    const below = Math.min(last, y + 1) * columns;
    for (let x = 0; x < columns; x += 1) {
      const left = Math.max(0, x - 1);
      const right = Math.min(last, x + 1);
      const line = (at: number): number =>
        (grid[at + left] ?? 0) + 2 * (grid[at + x] ?? 0) + (grid[at + right] ?? 0);
      rest[here + x] = (grid[here + x] ?? 0) - (line(above) + 2 * line(here) + line(below)) / 16;
    }
  }
  return rest;
};

/** Structure of this many levels hides as many levels of noise as one part in this. */
const NOISE_OF_STRUCTURE = 0.15;
const LEAST_VARIANCE = 0.5;

const softer = (from: Float64Array, to: Float64Array, columns: number, window: number): number => {
  const along = new Float64Array(from.length);
  const squares = new Float64Array(from.length);
  for (let i = 0; i < from.length; i += 1) {
    const [p, q] = [from[i] ?? 0, to[i] ?? 0];
    const weight = 1 / (1 + (NOISE_OF_STRUCTURE * (Math.abs(p) + Math.abs(q))) ** 2);
    const product = weight * (p - q) * q;
    along[i] = product;
    squares[i] = product * product + LEAST_VARIANCE * weight * q * q;
  }
  const variances = windowMeans(squares, columns, window, 0);
  return windowMeans(along, columns, window, 0).reduce(
    (most, mean, i) => Math.max(most, (window * mean) / Math.sqrt((variances[i] ?? 0) + 1e-6)),
    0,
  );
};

/**
 * Whether one picture is the other one softened: in standard errors, in the window where that is surest. What compression takes
 * from a picture does not look like what it leaves: it drops structure whole, or adds an error of its own. Blur takes a
 * share of all structure, so that what is gone looks just like what is left. That product is what is summed.
 */
export const softening = (a: Float32Array, b: Float32Array, columns: number, window: number): number => {
  const [p, q] = [structure(a, columns), structure(b, columns)];
  return Math.max(softer(p, q, columns, window), softer(q, p, columns, window));
};
