import { GRID, type TwinDescriptor } from './descriptor.ts';
import { leastSquares } from './fit.ts';
import { largest, windowMeans } from './grids.ts';

/** Levels of detail at which a cell counts half: faint texture is what compression smooths away. */
const HALF_WEIGHT = 4;
/** Levels added to both sides of a ratio, so that next to nothing against nothing is no change. */
const LEAST_DETAIL = 1;
/** Octaves by which cells of equal detail differ at least, from rounding. */
const LEAST_SCATTER = 0.03;
/** Cells' worth of doubt in every window, per scale. */
const WINDOW_DOUBT = 0.5;

interface Deviation {
  weights: Float64Array;
  /** Weighted, in multiples of how far cells scatter in these two pictures. */
  values: Float64Array;
}

/**
 * How far the change of detail in each cell is from what the picture's other cells of as much detail went through.
 * Sharpness that a smaller or poorer file loses, it loses by the same rule everywhere: `octaves ≈ p + q × log detail`.
 */
const deviation = (a: Float32Array, b: Float32Array): Deviation => {
  const size = a.length;
  const [weights, roots, strengths, change] = [0, 0, 0, 0].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < size; i += 1) {
    const [p, q] = [a[i] ?? 0, b[i] ?? 0];
    const sure = Math.min(p, q) ** 2;
    const weight = sure / (sure + HALF_WEIGHT ** 2);
    const root = Math.sqrt(weight);
    weights[i] = weight;
    roots[i] = root;
    strengths[i] = root * Math.log2(p * q + 1);
    change[i] = root * Math.log2((q + LEAST_DETAIL) / (p + LEAST_DETAIL));
  }
  const { amounts } = leastSquares([roots, strengths], change);
  const [level = 0, slope = 0] = amounts;
  const values = new Float64Array(size);
  let scatter = 0;
  let total = 1e-6;
  for (let i = 0; i < size; i += 1) {
    const root = roots[i] ?? 0;
    const rest = root * ((change[i] ?? 0) - level * root - slope * (strengths[i] ?? 0));
    values[i] = rest;
    scatter += Math.abs(rest);
    total += weights[i] ?? 0;
  }
  const noise = LEAST_SCATTER + scatter / total;
  return { weights, values: values.map((value) => value / noise) };
};

/**
 * The worst window in which detail changed otherwise than in the rest of the picture, in standard deviations of a mean of that
 * many cells; both scales together, because what blurs or sharpens a place shows in both, and compression seldom does.
 */
export const localSharpness = (a: TwinDescriptor, b: TwinDescriptor): ((size: number) => number) => {
  const fine = deviation(a.fine, b.fine);
  const coarse = deviation(a.coarse, b.coarse);
  const values = fine.values.map((value, i) => value + (coarse.values[i] ?? 0));
  const weights = fine.weights.map((value, i) => value + (coarse.weights[i] ?? 0));
  return (size) => {
    const cells = size * size;
    const sums = windowMeans(values, GRID.detail, size, 0);
    const sure = windowMeans(weights, GRID.detail, size, 0);
    return largest(
      sums.map((sum, i) => (sum * cells) / Math.sqrt((sure[i] ?? 0) * cells + 2 * WINDOW_DOUBT)),
    );
  };
};
