import type { Pace } from './pace.ts';
import type { Pixels } from './pixels.ts';

// Looking a global up for every pixel is what takes longest when the code runs in a vm context, as under jest.
const { abs, atan, max, min, round } = Math;

/** The longest near-horizontal line of the picture. */
export interface Horizon {
  /** Degrees, positive when its right end is the lower one. */
  angle: number;
  /** How much of the width it really covers, 0 to 1. Below a third it says nothing. */
  support: number;
}

const STEPS_PER_DEGREE = 4;
const WIDEST = 15 * STEPS_PER_DEGREE;
const TOLERANCE = 2 * STEPS_PER_DEGREE;
/** A Sobel response of about 12 luma levels between the two sides. */
const WEAKEST_EDGE = 48;
const BIN = 2;

/**
 * Hough transform in which each edge point votes only for lines along its own gradient.
 * R. Duda, P. Hart, "Use of the Hough transformation to detect lines and curves in pictures", CACM 15(1), 1972;
 * the gradient restriction is F. O'Gorman and M. Clowes's, IEEE Trans. Computers C-25(4), 1976.
 */
export async function measureHorizon(pixels: Pixels, pace: Pace): Promise<Horizon> {
  const { width, height } = pixels;
  const offset = Math.ceil(width * Math.sin((WIDEST / STEPS_PER_DEGREE) * (Math.PI / 180)));
  const bins = Math.ceil((height + 2 * offset) / BIN) + 1;
  const angles = 2 * WIDEST + 1;
  const votes = new Uint16Array(angles * bins);
  const lines = Array.from({ length: angles }, (_, index) => {
    const radians = ((index - WIDEST) / STEPS_PER_DEGREE) * (Math.PI / 180);
    return { sin: Math.sin(radians), cos: Math.cos(radians) };
  });
  const steepness = createSteepness(pixels);

  await pace.each(height - 2, (row) => {
    const y = row + 1;
    for (let x = 1; x < width - 1; x++) {
      const { gx, gy } = steepness(x, y);
      const strength = abs(gy);
      if (strength < WEAKEST_EDGE || abs(gx) > 0.4 * strength) continue;
      const isRidge = strength >= abs(steepness(x, y - 1).gy) && strength > abs(steepness(x, y + 1).gy);
      if (!isRidge) continue;
      const own = round(atan(-gx / gy) * (180 / Math.PI) * STEPS_PER_DEGREE) + WIDEST;
      const last = min(angles - 1, own + TOLERANCE);
      for (let index = max(0, own - TOLERANCE); index <= last; index++) {
        const line = lines[index];
        if (line === undefined) continue;
        const slot = index * bins + round((y * line.cos - x * line.sin + offset) / BIN);
        votes[slot] = (votes[slot] ?? 0) + 1;
      }
    }
  });

  let best = 0;
  let bestSlot = WIDEST * bins;
  await pace.each(angles, (index) => {
    for (let slot = index * bins; slot < (index + 1) * bins; slot++) {
      const count = votes[slot] ?? 0;
      // Among equals the line nearest to level: a soft edge fills several bins alike.
      const nearer = abs(index - WIDEST) < abs(Math.floor(bestSlot / bins) - WIDEST) && count === best;
      if (count > best || nearer) {
        best = count;
        bestSlot = slot;
      }
    }
  });
  return {
    angle: (Math.floor(bestSlot / bins) - WIDEST) / STEPS_PER_DEGREE,
    support: min(1, best / width),
  };
}

/** Sobel gradients (I. Sobel, G. Feldman, 1968) at a pixel. The row beyond the border is the border's. */
function createSteepness({ width, height, luma }: Pixels) {
  const row = (y: number): number => min(height - 1, max(0, y)) * width;
  return (x: number, y: number): { gx: number; gy: number } => {
    const up = row(y - 1) + x;
    const at = row(y) + x;
    const down = row(y + 1) + x;
    const upLeft = luma[up - 1] ?? 0;
    const upRight = luma[up + 1] ?? 0;
    const downLeft = luma[down - 1] ?? 0;
    const downRight = luma[down + 1] ?? 0;
    return {
      gx: upRight + downRight - upLeft - downLeft + 2 * ((luma[at + 1] ?? 0) - (luma[at - 1] ?? 0)),
      gy: downLeft + downRight - upLeft - upRight + 2 * ((luma[down] ?? 0) - (luma[up] ?? 0)),
    };
  };
}
