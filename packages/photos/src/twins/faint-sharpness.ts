import { GRID, type TwinDescriptor } from './descriptor.ts';
import { leastSquares } from './fit.ts';
import { largest, quantile, windowMeans } from './grids.ts';
import { fitNoise, type NoiseKind } from './noise.ts';

/** Levels of detail at which a cell counts half in the line, and levels added to both sides of a ratio. */
const HALF_WEIGHT = 1;
const LEAST_DETAIL = 0.3;
/** Square levels added to the detail that the scatter of a cell falls with. */
const LEAST_SQUARE = 0.25;
/** Of octaves: the same everywhere, and for each 1 / level². */
const OF_OCTAVES: NoiseKind = {
  outlier: 6,
  first: { flat: 0.05, growth: 0.1 },
  least: { flat: 0.0005, growth: 0.002 },
  rounding: 0.001,
};
/** A cell's worth of doubt in every window, in 1 / octaves². */
const WINDOW_DOUBT = 1 / 0.03;
/** Added to the standard errors that half of all windows reach. */
const CHANCE = 0.7;

interface Surprise {
  /** How much each cell says: 1 / octaves². */
  weights: Float64Array;
  /** Octaves away from the picture's own rule, weighted. */
  values: Float64Array;
}

const surprise = (a: Float32Array, b: Float32Array): Surprise => {
  const least = a.map((value, i) => Math.min(value, b[i] ?? 0) ** 2);
  const roots = Float64Array.from(least, (square) => Math.sqrt(square / (square + HALF_WEIGHT ** 2)));
  const strengths = roots.map((_, i) => Math.log2((a[i] ?? 0) * (b[i] ?? 0) + 1));
  const change = roots.map((_, i) => Math.log2(((b[i] ?? 0) + LEAST_DETAIL) / ((a[i] ?? 0) + LEAST_DETAIL)));
  const weighted = (values: Float64Array): Float64Array => values.map((value, i) => value * (roots[i] ?? 0));
  const { amounts } = leastSquares([roots, weighted(strengths)], weighted(change));
  const [level = 0, slope = 0] = amounts;
  const rests = change.map((octaves, i) => octaves - level - slope * (strengths[i] ?? 0));
  const faintness = Float64Array.from(least, (square) => 1 / (square + LEAST_SQUARE));
  const law = fitNoise(
    rests.map((rest) => rest * rest),
    faintness,
    OF_OCTAVES,
  );
  const weights = faintness.map((faint) => 1 / (OF_OCTAVES.rounding + law.flat + law.growth * faint));
  return { weights, values: weights.map((weight, i) => weight * (rests[i] ?? 0)) };
};

/**
 * Like `localSharpness`, but faint detail counts as far as this pair keeps it: how much cells scatter is fitted to the pair, as a law
 * of their detail. Where two files keep even faint detail everywhere, a part that lost it was blurred. The worst window of
 * `size` × `size` cells in standard errors, against what half of all windows reach.
 */
export const faintSharpness = (a: TwinDescriptor, b: TwinDescriptor, size: number): number => {
  const fine = surprise(a.fine, b.fine);
  const coarse = surprise(a.coarse, b.coarse);
  const means = (key: keyof Surprise): Float64Array =>
    windowMeans(
      fine[key].map((value, i) => value + (coarse[key][i] ?? 0)),
      GRID.detail,
      size,
      0,
    );
  const weights = means('weights');
  const cells = size * size;
  const errors = means('values').map(
    (mean, i) => (Math.abs(mean) * cells) / Math.sqrt((weights[i] ?? 0) * cells + WINDOW_DOUBT),
  );
  return largest(errors) / Math.sqrt(CHANCE + quantile(errors, 0.5));
};
