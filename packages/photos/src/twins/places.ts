import { calmerSpread, largest, minus, quantile, windowMeans } from './grids.ts';
import { noiseOfCoding } from './noise.ts';

/** Cells of a picture that compression alone leaves above the rest. */
const USUAL = 0.99;
const CALM = 0.4;

/**
 * The worst cell, against 2 levels plus a tenth of the calmer picture's spread there, and how far it stands out from the
 * 99th percentile: compression changes a picture everywhere, a logo in one place.
 */
export const worstCell = (
  a: Float32Array,
  b: Float32Array,
  columns: number,
  calm = calmerSpread(a, b, columns),
): { worst: number; peak: number } => {
  const changes = minus(b, a).map((change, i) => Math.abs(change) / (2 + 0.1 * (calm[i] ?? 0)));
  const worst = largest(changes);
  return { worst, peak: worst / (CALM + quantile(changes, USUAL)) };
};

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

/** Variance that compression leaves in a cell without texture, in square levels, and its growth with the spread. */
const FLAT_NOISE = 2;
const NOISE_OF_SPREAD = 0.1;
/** A picture that was cut at a fraction of a pixel differs in the cells of its border. */
const BORDER = 1;

/** The windows that compression alone leaves above the rest. */
const USUAL_WINDOW = 0.98;

/**
 * Energy of the difference in a window, against the energy of the noise to expect there. Faint changes of many cells
 * add up in it: letters, and texture that is not where it was. `peak` says how far the worst window stands out from the others,
 * each against what the coding of these two files explains: `noise`.
 */
export const windows = (
  a: Float32Array,
  b: Float32Array,
  columns: number,
  still: Float64Array,
  calm: Float32Array,
) => {
  const energy = minus(b, a).map((change, i) => Math.min(change ** 2, (still[i] ?? 0) ** 2));
  const squares = Float64Array.from(calm, (value) => value ** 2);
  return (size: number) => {
    const energies = windowMeans(energy, columns, size, BORDER);
    const spreads = windowMeans(squares, columns, size, BORDER);
    const worst = largest(
      energies.map((value, i) => value / (FLAT_NOISE + NOISE_OF_SPREAD ** 2 * (spreads[i] ?? 0))),
    );
    const noise = noiseOfCoding(energies, spreads);
    const usual = noise(spreads);
    const changes = energies.map((value, i) => value / (usual[i] ?? 1));
    const peak = largest(changes) / (0.1 + quantile(changes, USUAL_WINDOW));
    return { worst, peak, noise };
  };
};
