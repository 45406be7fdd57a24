import type { TwinDescriptor } from './descriptor.ts';
import { leastSquares } from './fit.ts';
import { largest, mean, minus } from './grids.ts';

/** Below this, in levels, a picture's strongest colour is so weak that a changed saturation or hue cannot be seen. */
const FAINT_COLOUR = 8;
/** What halving the colour planes takes from small, strong colours next to black: a share of the mean colour, and levels. */
const LOST_BY_SUBSAMPLING = { share: 0.1, levels: 0.8 } as const;

/** Levels above which halved colour planes, and the clipping after them, take this share of a colour: neon loses some wherever it is thin. */
const STRONG = 40;
const LOST_OF_STRONG = 0.1;

/** The levels by which coding may weaken each cell's colour as one. */
export const lostOfStrongColour = (a: TwinDescriptor, b: TwinDescriptor): Float64Array =>
  Float64Array.from(a.cb, (_, i) => {
    const cb = ((a.cb[i] ?? 0) + (b.cb[i] ?? 0)) / 2;
    const cr = ((a.cr[i] ?? 0) + (b.cr[i] ?? 0)) / 2;
    return LOST_OF_STRONG * Math.max(0, Math.hypot(cb, cr) - STRONG);
  });

const joined = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array => {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

/** How far the mean colour went, in levels, less what subsampling may have taken from its strength. */
const cast = (change: readonly [number, number], colour: readonly [number, number]): number => {
  const strength = Math.hypot(...colour);
  const [cb, cr] = strength === 0 ? [1, 0] : [colour[0] / strength, colour[1] / strength];
  const along = change[0] * cb + change[1] * cr;
  const aside = change[1] * cb - change[0] * cr;
  const excused = Math.min(LOST_BY_SUBSAMPLING.share * strength, LOST_BY_SUBSAMPLING.levels);
  return Math.hypot(Math.max(0, Math.abs(along) - excused), aside);
};

/**
 * Saturation as a relative gain, hue as an angle in radians (both weigh less in a picture that has next to no colour), and
 * the change of the mean colour in levels.
 */
export const colourChange = (a: TwinDescriptor, b: TwinDescriptor) => {
  const cb = a.cb.map((value, i) => (value + (b.cb[i] ?? 0)) / 2);
  const cr = a.cr.map((value, i) => (value + (b.cr[i] ?? 0)) / 2);
  const [changeOfCb, changeOfCr] = [minus(b.cb, a.cb), minus(b.cr, a.cr)];
  const turned = joined(
    cr.map((value) => -value),
    cb,
  );
  const { amounts } = leastSquares([joined(cb, cr), turned], joined(changeOfCb, changeOfCr));
  const [saturation = 0, hue = 0] = amounts;
  const strongest = Math.max(...[a.cb, a.cr, b.cb, b.cr].map(largest));
  const weight = Math.min(1, strongest / FAINT_COLOUR);
  return {
    saturation: weight * Math.abs(saturation),
    hue: weight * Math.abs(hue),
    colourMean: cast([mean(changeOfCb), mean(changeOfCr)], [mean(cb), mean(cr)]),
  };
};
