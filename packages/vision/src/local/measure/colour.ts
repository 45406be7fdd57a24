import type { Pace } from './pace.ts';
import type { Pixels } from './pixels.ts';

// Looking a global up for every pixel is what takes longest when the code runs in a vm context, as under jest.
const { abs, cbrt, max, min, sqrt } = Math;

export type Tint = 'warm' | 'cool' | 'green' | 'magenta';

export interface Colour {
  /**
   * 0 (grey) to about 110: 15 slightly, 33 moderately, 59 quite, 82 highly colourful.
   * D. Hasler, S. Süsstrunk, "Measuring colourfulness in natural images", SPIE 5007, 2003, eq. (3) and table 2.
   */
  colourfulness: number;
  /** Share of the picture (0 to 1) that is bright and almost pure colour: HSV saturation ≥ 0.95, value ≥ 0.6. */
  garish: number;
  /**
   * Strength of a colour cast: distance of the mean from neutral, less the spread, in CIE a*b* units, over that spread.
   * Below 0: no cast; above 1.5: evident.
   * F. Gasparini, R. Schettini, "Color balancing of digital photos using simple image statistics", Pattern Recognition 37, 2004.
   */
  cast: number;
  /** Distance of the mean colour from neutral, CIE a*b* units. A cast is modest: above 30 it is the subject's own colour. */
  chroma: number;
  /** Where a cast would lean. */
  tint: Tint;
}

/** Every second pixel of every second row: colour changes slower than light does. */
const STEP = 2;

export async function measureColour({ width, height, rgb }: Pixels, pace: Pace): Promise<Colour> {
  const redGreen = createSpread();
  const yellowBlue = createSpread();
  const a = createSpread();
  const b = createSpread();
  let garish = 0;
  let count = 0;
  await pace.each(Math.ceil(height / STEP), (row) => {
    for (let x = 0; x < width; x += STEP) {
      const at = 3 * (row * STEP * width + x);
      const red = rgb[at] ?? 0;
      const green = rgb[at + 1] ?? 0;
      const blue = rgb[at + 2] ?? 0;
      redGreen.add(red - green);
      yellowBlue.add((red + green) / 2 - blue);
      const most = max(red, green, blue);
      if (most >= 153 && most - min(red, green, blue) >= 0.95 * most) garish++;
      count++;
      const lab = toLab(red, green, blue);
      if (lab.lightness < 30 || lab.lightness > 95) continue;
      a.add(lab.a);
      b.add(lab.b);
    }
  });
  const spread = Math.hypot(a.deviation(), b.deviation());
  const chroma = Math.hypot(a.mean(), b.mean());
  return {
    colourfulness:
      Math.hypot(redGreen.deviation(), yellowBlue.deviation()) +
      0.3 * Math.hypot(redGreen.mean(), yellowBlue.mean()),
    garish: garish / count,
    cast: (chroma - spread) / max(4, spread),
    chroma,
    tint: tintOf(a.mean(), b.mean()),
  };
}

function tintOf(a: number, b: number): Tint {
  if (abs(b) >= abs(a)) return b > 0 ? 'warm' : 'cool';
  if (a < 0) return 'green';
  return b > 0.4 * a ? 'warm' : 'magenta';
}

function createSpread() {
  let count = 0;
  let sum = 0;
  let squares = 0;
  const mean = (): number => (count > 0 ? sum / count : 0);
  return {
    add(value: number): void {
      count++;
      sum += value;
      squares += value * value;
    },
    mean,
    deviation: (): number => (count > 0 ? sqrt(max(0, squares / count - mean() ** 2)) : 0),
  };
}

/** sRGB to linear light, IEC 61966-2-1. */
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** CIE 1976 L*a*b*, D65 white (CIE 15:2004 §8.2). */
function toLab(red: number, green: number, blue: number): { lightness: number; a: number; b: number } {
  const r = LINEAR[red] ?? 0;
  const g = LINEAR[green] ?? 0;
  const bl = LINEAR[blue] ?? 0;
  const x = labCurve((0.4124 * r + 0.3576 * g + 0.1805 * bl) / 0.9505);
  const y = labCurve(0.2126 * r + 0.7152 * g + 0.0722 * bl);
  const z = labCurve((0.0193 * r + 0.1192 * g + 0.9505 * bl) / 1.089);
  return { lightness: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z) };
}

const labCurve = (t: number): number => (t > 0.008856 ? cbrt(t) : 7.787 * t + 16 / 116);
