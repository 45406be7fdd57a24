import { colourChange, lostOfStrongColour } from './colour.ts';
import { GRID, type TwinDescriptor } from './descriptor.ts';
import { calmerSpread, coarser, largest, minus } from './grids.ts';
import { localLight } from './light.ts';
import { localSharpness } from './local-sharpness.ts';
import { middle, motionAndTone, withoutMotion, withoutTone } from './motion.ts';
import { noiseOfCoding } from './noise.ts';
import { worstBlock, worstCell } from './places.ts';
import { oneWay } from './rows.ts';
import { localSaturation } from './saturation.ts';
import { strongestChange, worstDetail } from './sharpness.ts';

/** Cells along each side of the grid that motion and tone are fitted on. */
const FIT = GRID.luma / 2;
const BLOCKS = 16;
/** Cells along each side of the windows that saturation and light are looked for in: of colour, of luma. */
const TINTED = 8;
const LIT = 24;
/** Standard errors within which a fitted amount is taken to lie. */
const DOUBT = 3;

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

const squares = (values: Float32Array): Float64Array => {
  const result = new Float64Array(values);
  for (let i = 0; i < result.length; i += 1) result[i] = (result[i] ?? 0) ** 2;
  return result;
};

/** Detail finer than the cells of a grid, in square levels: of the picture that has less of it. */
const belowCells = (a: TwinDescriptor, b: TwinDescriptor, columns: number): Float64Array => {
  const cells = columns / GRID.detail;
  const below = new Float64Array(columns * columns);
  for (let i = 0; i < below.length; i += 1) {
    const row = Math.floor(i / columns);
    const at = Math.floor(row / cells) * GRID.detail + Math.floor((i - row * columns) / cells);
    below[i] = Math.min(a.fine[at] ?? 0, b.fine[at] ?? 0) ** 2;
  }
  return below;
};

/** What happened to one colour difference. */
const tint = (a: Float32Array, b: Float32Array, lost: Float64Array, below: Float64Array) => {
  const calm = calmerSpread(a, b, GRID.colour);
  const difference = minus(b, a);
  const causes = [squares(calm), below];
  const noise = noiseOfCoding(difference, difference, causes, GRID.colour);
  const place = oneWay(difference, difference, causes, GRID.colour, noise, lost);
  return {
    cell: worstCell(a, b, calm),
    block: worstBlock(difference, GRID.colour, BLOCKS / 2),
    row: Math.max(place(4, 1), place(8, 1)),
    patch: place(3, 3),
  };
};

/** Everything that is compared; the names are those of `LIMITS`. All are absolute, and 0 for equal pictures but for the doubts. */
export const measure = (a: TwinDescriptor, b: TwinDescriptor) => {
  const halfA = coarser(a.luma, GRID.luma);
  const halfB = coarser(b.luma, GRID.luma);
  const fit = motionAndTone(halfA, halfB, FIT);
  const calm = calmerSpread(a.luma, b.luma, GRID.luma);
  const still = withoutMotion(a.luma, b.luma, GRID.luma, fit);
  const both = middle(a.luma, b.luma);
  const rest = withoutTone(still, both, GRID.luma, fit);
  const causes = [squares(calm), belowCells(a, b, GRID.luma)];
  const difference = minus(b.luma, a.luma);
  const noise = noiseOfCoding(difference, still, causes, GRID.luma);
  const place = oneWay(difference, rest, causes, GRID.luma, noise);
  const detail = worstDetail(a.fine, b.fine);
  const lost = lostOfStrongColour(a, b);
  const below = belowCells(a, b, GRID.colour);
  const colours = [tint(a.cb, b.cb, lost, below), tint(a.cr, b.cr, lost, below)];
  const local = localSharpness(a, b);
  const worst = (values: number[], from: number, to: number): number => largest(values.slice(from, to));
  const { amounts, errors } = fit;
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
    lumaCell: worstCell(a.luma, b.luma, calm),
    lumaBlock: worstBlock(minus(halfB, halfA), FIT, BLOCKS),
    lumaRow: place(8, 2),
    lumaPatch: place(3, 3),
    ...colourChange(a, b),
    colourCell: Math.max(...colours.map((it) => it.cell)),
    colourBlock: Math.max(...colours.map((it) => it.block)),
    colourRow: Math.max(...colours.map((it) => it.row)),
    colourPatch: Math.max(...colours.map((it) => it.patch)),
    sharpnessFine: strongestChange(a.fine, b.fine),
    sharpnessCoarse: strongestChange(a.coarse, b.coarse),
    detailCell: detail.cell,
    detailBlock: detail.block,
    localSharpnessSmall: local(3),
    localSharpnessWide: local(12),
    localLight: localLight(both, rest, GRID.luma, LIT),
    localSaturation: localSaturation(a, b, TINTED),
  };
};

export type Measures = ReturnType<typeof measure>;
