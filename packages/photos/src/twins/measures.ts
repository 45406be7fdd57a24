import { GRID, type TwinDescriptor } from './descriptor.ts';
import { leastSquares } from './fit.ts';

/** Cells along each side of the grid that motion and tone are fitted on. */
const FIT = GRID.luma / 2;
const BLOCKS = 16;
/** Standard errors within which a fitted amount is taken to lie. */
const DOUBT = 3;

/** The means of 2×2 cells. */
export const coarser = (grid: Float32Array, columns: number): Float32Array => {
  const half = columns / 2;
  return Float32Array.from({ length: half * half }, (_, i) => {
    const at = 2 * Math.floor(i / half) * columns + 2 * (i % half);
    const v = (offset: number): number => grid[at + offset] ?? 0;
    return (v(0) + v(1) + v(columns) + v(columns + 1)) / 4;
  });
};

const minus = (b: Float32Array, a: Float32Array): Float64Array =>
  Float64Array.from(b, (value, i) => value - (a[i] ?? 0));
const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] ?? 0;
  return sum / values.length;
};
const largest = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
};

/**
 * What moved, turned, stretched or brightened the picture: a small affine motion (Lucas and Kanade, 1981) and a
 * change of tone, fitted together. Motions are fractions of the side; gains are relative; offset and vignette are levels.
 */
const motionAndTone = (a: Float32Array, b: Float32Array) => {
  const cells = FIT * FIT;
  const both = a.map((value, i) => (value + (b[i] ?? 0)) / 2);
  const average = mean(both);
  const causes = Array.from({ length: 9 }, () => new Float64Array(cells));
  const slope = (at: number, from: number, to: number): number =>
    to === from ? 0 : (((both[at + to] ?? 0) - (both[at + from] ?? 0)) / (to - from)) * FIT;
  const put = (cause: number, at: number, effect: number): void => {
    const values = causes[cause];
    if (values) values[at] = effect;
  };
  for (let i = 0; i < cells; i += 1) {
    const column = i % FIT;
    const row = Math.floor(i / FIT);
    const u = (column + 0.5) / FIT - 0.5;
    const v = (row + 0.5) / FIT - 0.5;
    const across = slope(i, column > 0 ? -1 : 0, column < FIT - 1 ? 1 : 0);
    const down = slope(i, row > 0 ? -FIT : 0, row < FIT - 1 ? FIT : 0) * FIT;
    put(0, i, across);
    put(1, i, down);
    put(2, i, across * u);
    put(3, i, down * v);
    put(4, i, across * v);
    put(5, i, down * u);
    put(6, i, 1);
    put(7, i, (both[i] ?? 0) - average);
    put(8, i, u * u + v * v - 1 / 6);
  }
  return leastSquares(causes, minus(b, a));
};

/** Below this, in levels, a picture's strongest colour is so weak that a changed saturation or hue cannot be seen. */
const FAINT_COLOUR = 8;

/** Saturation as a relative gain, and hue as an angle in radians; both weigh less in a picture that has next to no colour. */
const colourChange = (a: TwinDescriptor, b: TwinDescriptor) => {
  const cb = a.cb.map((value, i) => (value + (b.cb[i] ?? 0)) / 2);
  const cr = a.cr.map((value, i) => (value + (b.cr[i] ?? 0)) / 2);
  const saturation = Float64Array.from([...cb, ...cr]);
  const hue = Float64Array.from([...cr.map((value) => -value), ...cb]);
  const { amounts } = leastSquares(
    [saturation, hue],
    Float64Array.from([...minus(b.cb, a.cb), ...minus(b.cr, a.cr)]),
  );
  const strongest = Math.max(...[a.cb, a.cr, b.cb, b.cr].map(largest));
  const weight = Math.min(1, strongest / FAINT_COLOUR);
  return { saturation: weight * Math.abs(amounts[0] ?? 0), hue: weight * Math.abs(amounts[1] ?? 0) };
};

/** Smallest and largest of each value and its neighbours `step` before and after it, within a line of `length`. */
const extremes = (
  low: Float32Array,
  high: Float32Array,
  step: number,
  line: (at: number) => number,
  length: number,
) => {
  const lows = new Float32Array(low.length);
  const highs = new Float32Array(high.length);
  for (let i = 0; i < low.length; i += 1) {
    const before = line(i) > 0 ? i - step : i;
    const after = line(i) < length - 1 ? i + step : i;
    lows[i] = Math.min(low[before] ?? 0, low[i] ?? 0, low[after] ?? 0);
    highs[i] = Math.max(high[before] ?? 0, high[i] ?? 0, high[after] ?? 0);
  }
  return { lows, highs };
};

/** The spread of a cell and its eight neighbours: what compression noise grows with. */
const spread = (grid: Float32Array, columns: number): Float32Array => {
  const across = extremes(grid, grid, 1, (at) => at % columns, columns);
  const { lows, highs } = extremes(
    across.lows,
    across.highs,
    columns,
    (at) => Math.floor(at / columns),
    columns,
  );
  return highs.map((high, i) => high - (lows[i] ?? 0));
};

/** Cells of a picture that compression alone leaves above the rest. */
const USUAL = 0.99;
const CALM = 0.4;

/**
 * The worst cell, against 2 levels plus a tenth of the calmer picture's spread there: what was added must not excuse
 * itself. And how far it stands out from the 99th percentile: compression changes a picture everywhere, a logo in one place.
 */
const worstCell = (a: Float32Array, b: Float32Array, columns: number): { worst: number; peak: number } => {
  const calmA = spread(a, columns);
  const calmB = spread(b, columns);
  const changes = a.map((value, i) => {
    const noise = 2 + 0.1 * Math.min(calmA[i] ?? 0, calmB[i] ?? 0);
    return Math.abs((b[i] ?? 0) - value) / noise;
  });
  changes.sort();
  const worst = changes.at(-1) ?? 0;
  return { worst, peak: worst / (CALM + (changes[Math.floor(USUAL * changes.length)] ?? 0)) };
};

/** The worst mean difference over square blocks, `across` of them along each side, in levels. */
const worstBlock = (difference: Float64Array, columns: number, across: number): number => {
  const sums = new Float64Array(across * across);
  const size = columns / across;
  difference.forEach((value, i) => {
    const block = Math.floor(Math.floor(i / columns) / size) * across + Math.floor((i % columns) / size);
    sums[block] = (sums[block] ?? 0) + value / (size * size);
  });
  return largest(sums);
};

/** Sharpness where the picture has most of it, and the worst change anywhere. */
const sharpness = (a: Float32Array, b: Float32Array) => {
  const strongest = [...a.keys()].sort((p, q) => (a[q] ?? 0) + (b[q] ?? 0) - (a[p] ?? 0) - (b[p] ?? 0));
  const octaves = strongest
    .slice(0, 64)
    .map((i) => Math.log2(((b[i] ?? 0) + 0.3) / ((a[i] ?? 0) + 0.3)))
    .sort((p, q) => p - q);
  const block = (grid: Float32Array) => coarser(coarser(grid, GRID.detail), GRID.detail / 2);
  const wide = block(b);
  return {
    octaves: octaves[32] ?? 0,
    worstCell: largest(a.map((value, i) => ((b[i] ?? 0) - value) / (1 + 0.25 * Math.max(value, b[i] ?? 0)))),
    worstBlock: largest(
      block(a).map((value, i) => ((wide[i] ?? 0) - value) / (0.3 + 0.2 * Math.max(value, wide[i] ?? 0))),
    ),
  };
};

/** Pixels by which the smaller picture's sides miss the larger one's aspect ratio. */
export const aspectSlip = (a: TwinDescriptor, b: TwinDescriptor): number => {
  const [small, large] = a.width <= b.width ? [a, b] : [b, a];
  return Math.min(
    Math.abs(small.height - (small.width * large.height) / large.width),
    Math.abs(small.width - (small.height * large.width) / large.height),
  );
};

/** Mean absolute difference of luma, in levels: cheap, and enough to dismiss nearly every other picture. */
export const lumaDistance = (a: TwinDescriptor, b: TwinDescriptor): number => {
  let sum = 0;
  for (let i = 0; i < a.luma.length; i += 1) sum += Math.abs((b.luma[i] ?? 0) - (a.luma[i] ?? 0));
  return sum / a.luma.length;
};

/** Everything that is compared; the names are those of `LIMITS`. All are absolute, and 0 for equal pictures. */
export const measure = (a: TwinDescriptor, b: TwinDescriptor) => {
  const halfA = coarser(a.luma, GRID.luma);
  const halfB = coarser(b.luma, GRID.luma);
  const { amounts, errors } = motionAndTone(halfA, halfB);
  const cell = worstCell(a.luma, b.luma, GRID.luma);
  const wideCell = worstCell(halfA, halfB, FIT);
  const fine = sharpness(a.fine, b.fine);
  const coarse = sharpness(a.coarse, b.coarse);
  const [cb, cr] = [minus(b.cb, a.cb), minus(b.cr, a.cr)];
  const worst = (values: number[], from: number, to: number): number => largest(values.slice(from, to));
  return {
    aspect: aspectSlip(a, b),
    lumaMean: lumaDistance(a, b),
    shift: worst(amounts, 0, 2),
    stretch: worst(amounts, 2, 4),
    turn: worst(amounts, 4, 6),
    offset: worst(amounts, 6, 7),
    gain: worst(amounts, 7, 8),
    vignette: worst(amounts, 8, 9),
    shiftDoubt: DOUBT * worst(errors, 0, 2),
    stretchDoubt: DOUBT * worst(errors, 2, 4),
    turnDoubt: DOUBT * worst(errors, 4, 6),
    gainDoubt: DOUBT * worst(errors, 7, 8),
    lumaCell: cell.worst,
    lumaPeak: cell.peak,
    lumaWideCell: wideCell.worst,
    lumaWidePeak: wideCell.peak,
    lumaBlock: worstBlock(minus(halfB, halfA), FIT, BLOCKS),
    ...colourChange(a, b),
    colourCell: Math.max(worstCell(a.cb, b.cb, GRID.colour).worst, worstCell(a.cr, b.cr, GRID.colour).worst),
    colourBlock: Math.max(worstBlock(cb, GRID.colour, BLOCKS / 2), worstBlock(cr, GRID.colour, BLOCKS / 2)),
    colourMean: Math.max(Math.abs(mean(cb)), Math.abs(mean(cr))),
    sharpnessFine: Math.abs(fine.octaves),
    sharpnessCoarse: Math.abs(coarse.octaves),
    detailCell: fine.worstCell,
    detailWideCell: coarse.worstCell,
    detailBlock: fine.worstBlock,
    detailWideBlock: coarse.worstBlock,
  };
};

export type Measures = ReturnType<typeof measure>;
