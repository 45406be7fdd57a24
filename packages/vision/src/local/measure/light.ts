import type { Pace } from './pace.ts';
import type { Pixels } from './pixels.ts';

// Looking a global up for every pixel is what takes longest when the code runs in a vm context, as under jest.
const { max, round, sqrt } = Math;

/** How light and dark are spread. Everything is 0 to 1 (1 is white, or the whole picture). */
export interface Light {
  /** Mean luma. */
  mean: number;
  /**
   * RMS contrast: the standard deviation of luma.
   * E. Peli, "Contrast in complex images", J. Opt. Soc. Am. A 7(10), 1990.
   */
  contrast: number;
  /**
   * Width of the middle 98 % of the luma histogram.
   * Y. Ke, X. Tang, F. Jing, "The design of high-level features for photo quality assessment", CVPR 2006, §4.4.
   */
  range: number;
  /** Share of the picture at or above luma 250: no detail is left there. */
  burnt: number;
  /** Share of the picture at or below luma 5. */
  blocked: number;
  /** Mean luma of the middle (40 % of the width, 50 % of the height). */
  centre: number;
  /** Mean luma of everything else. */
  surround: number;
}

export async function measureLight({ width, height, luma }: Pixels, pace: Pace): Promise<Light> {
  const histogram = new Uint32Array(256);
  const middle = { sum: 0, count: 0 };
  let sum = 0;
  let squares = 0;
  await pace.each(height, (y) => {
    const innerRow = y >= height * 0.25 && y < height * 0.75;
    for (let x = 0; x < width; x++) {
      const value = luma[y * width + x] ?? 0;
      const bin = round(value);
      histogram[bin] = (histogram[bin] ?? 0) + 1;
      sum += value;
      squares += value * value;
      if (innerRow && x >= width * 0.3 && x < width * 0.7) {
        middle.sum += value;
        middle.count++;
      }
    }
  });
  const count = width * height;
  const mean = sum / count;
  const share = (from: number, to: number): number =>
    histogram.subarray(from, to + 1).reduce((total, it) => total + it, 0) / count;
  const centre = middle.count > 0 ? middle.sum / middle.count : mean;
  const outside = count - middle.count;
  return {
    mean: mean / 255,
    contrast: sqrt(max(0, squares / count - mean * mean)) / 255,
    range: (level(histogram, count, 0.99) - level(histogram, count, 0.01)) / 255,
    burnt: share(250, 255),
    blocked: share(0, 5),
    centre: centre / 255,
    surround: (outside > 0 ? (sum - middle.sum) / outside : mean) / 255,
  };
}

/** The luma below which `share` of the pixels lie. */
function level(histogram: Uint32Array, count: number, share: number): number {
  let below = 0;
  for (let bin = 0; bin < 256; bin++) {
    below += histogram[bin] ?? 0;
    if (below >= share * count) return bin;
  }
  return 255;
}
