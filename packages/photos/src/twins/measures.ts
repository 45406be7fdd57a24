import { colourChange, lostOfStrongColour } from './colour.ts';
import { GRID, type TwinDescriptor } from './descriptor.ts';
import { faintSharpness } from './faint-sharpness.ts';
import { calmerSpread, coarser, largest, minus } from './grids.ts';
import { localLight } from './light.ts';
import { localSharpness } from './local-sharpness.ts';
import { middle, motionAndTone, withoutMotion, withoutTone } from './motion.ts';
import { windows, worstBlock, worstCell } from './places.ts';
import { oneWay } from './rows.ts';
import { localSaturation } from './saturation.ts';
import { sharpness } from './sharpness.ts';
import { softening } from './softening.ts';

/** Cells along each side of the grid that motion and tone are fitted on. */
const FIT = GRID.luma / 2;
const BLOCKS = 16;
const SMALL_WINDOW = 3;
const LARGE_WINDOW = 8;
/** Cells along each side of the windows that softening, saturation and light are looked for in: of luma, of colour, of luma. */
const SOFTENED = 32;
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

/** What happened to one colour difference. */
const tint = (a: Float32Array, b: Float32Array, lost: Float64Array) => {
  const calm = calmerSpread(a, b, GRID.colour);
  const difference = minus(b, a);
  const { noise } = windows(a, b, GRID.colour, difference, calm)(SMALL_WINDOW);
  const place = oneWay(difference, difference, calm, GRID.colour, noise, lost);
  return {
    ...worstCell(a, b, GRID.colour, calm),
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
  const cell = worstCell(a.luma, b.luma, GRID.luma, calm);
  const still = withoutMotion(a.luma, b.luma, GRID.luma, fit);
  const both = middle(a.luma, b.luma);
  const rest = withoutTone(still, both, GRID.luma, fit);
  const window = windows(a.luma, b.luma, GRID.luma, still, calm);
  const small = window(SMALL_WINDOW);
  const large = window(LARGE_WINDOW);
  const row = oneWay(minus(b.luma, a.luma), rest, calm, GRID.luma, small.noise)(8, 2);
  const fine = sharpness(a.fine, b.fine);
  const coarse = sharpness(a.coarse, b.coarse);
  const lost = lostOfStrongColour(a, b);
  const colours = [tint(a.cb, b.cb, lost), tint(a.cr, b.cr, lost)];
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
    lumaCell: cell.worst,
    lumaPeak: cell.peak,
    lumaWideCell: worstCell(halfA, halfB, FIT).worst,
    lumaBlock: worstBlock(minus(halfB, halfA), FIT, BLOCKS),
    smallWindow: small.worst,
    smallWindowPeak: small.peak,
    largeWindow: large.worst,
    largeWindowPeak: large.peak,
    lumaRow: row,
    smallWindowRow: small.peak * row,
    windowsPeak: small.peak * large.peak * row,
    ...colourChange(a, b),
    colourCell: Math.max(...colours.map((it) => it.worst)),
    colourPeak: Math.max(...colours.map((it) => it.peak)),
    colourBlock: Math.max(...colours.map((it) => it.block)),
    colourRow: Math.max(...colours.map((it) => it.row)),
    colourPatch: Math.max(...colours.map((it) => it.patch)),
    sharpnessFine: fine.octaves,
    sharpnessCoarse: coarse.octaves,
    detailCell: fine.cell,
    detailBlock: fine.block,
    detailWideCell: coarse.cell,
    detailWideBlock: coarse.block,
    localSharpnessSmall: local(3),
    localSharpness: local(6),
    localSharpnessWide: local(12),
    softening: softening(a.luma, b.luma, GRID.luma, SOFTENED) * local(6) * faintSharpness(a, b, 6),
    localLight: localLight(both, rest, GRID.luma, LIT),
    localSaturation: localSaturation(a, b, TINTED),
  };
};

export type Measures = ReturnType<typeof measure>;
