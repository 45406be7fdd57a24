import { GRID, type TwinDescriptor } from './descriptor.ts';
import { faintSharpness } from './faint-sharpness.ts';
import { coarser } from './grids.ts';
import { localLight } from './light.ts';
import { localSharpness } from './local-sharpness.ts';
import { middle, motionAndTone, withoutMotion, withoutTone } from './motion.ts';
import { localSaturation } from './saturation.ts';
import { softening } from './softening.ts';

const wave = (cells: number, low: number, high: number): Float32Array =>
  Float32Array.from({ length: cells }, (_, i) => low + (high - low) * (0.5 + 0.5 * Math.sin(i * 7.3)));

const described = (change: Partial<TwinDescriptor> = {}): TwinDescriptor => ({
  width: 900,
  height: 600,
  luma: wave(GRID.luma ** 2, 80, 160),
  cb: wave(GRID.colour ** 2, -30, 40),
  cr: wave(GRID.colour ** 2, -20, 10),
  fine: wave(GRID.detail ** 2, 2, 14),
  coarse: wave(GRID.detail ** 2, 4, 20),
  ...change,
});

/** Changes the cells of one eighth of each side. */
const inOnePlace = (
  grid: Float32Array,
  columns: number,
  change: (value: number) => number,
  size = columns / 8,
): Float32Array =>
  grid.map((value, i) => (i % columns < size && Math.floor(i / columns) < size ? change(value) : value));

describe('localSharpness', () => {
  const usual = described();

  test('stays small when all detail fades by the same rule', () => {
    const faded = described({
      fine: usual.fine.map((it) => it ** 0.9),
      coarse: usual.coarse.map((it) => it * 0.9),
    });
    expect(localSharpness(usual, faded)(6)).toBeLessThan(3);
  });

  test('sees one place that lost detail, and one that gained some', () => {
    for (const factor of [0.7, 1.4]) {
      const fine = inOnePlace(usual.fine, GRID.detail, (it) => it * factor);
      const coarse = inOnePlace(usual.coarse, GRID.detail, (it) => it * factor);
      expect(localSharpness(usual, described({ fine, coarse }))(3)).toBeGreaterThan(8);
    }
  });
});

describe('faintSharpness', () => {
  const faint = described({ fine: wave(GRID.detail ** 2, 0.6, 2), coarse: wave(GRID.detail ** 2, 0.8, 3) });
  const third = (it: number): number => it * 0.75;
  const blurred = (noise: number): TwinDescriptor =>
    described({
      fine: inOnePlace(faint.fine, GRID.detail, third, 11).map((it, i) => it * (1 + noise * Math.sin(i * i))),
      coarse: inOnePlace(faint.coarse, GRID.detail, third, 11).map(
        (it, i) => it * (1 - noise * Math.sin(i * i)),
      ),
    });

  test('sees a part that lost its faint detail, where the rest of the picture kept it', () => {
    expect(faintSharpness(faint, blurred(0), 6)).toBeGreaterThan(12);
  });

  test('says little of two files whose faint detail differs everywhere', () => {
    expect(faintSharpness(faint, blurred(0.5), 6)).toBeLessThan(6);
  });
});

describe('softening', () => {
  const { luma } = described();
  const soften = (value: number): number => 120 + 0.85 * (value - 120);

  test('sees a part whose structure was weakened, whichever of the two it is', () => {
    const softer = inOnePlace(luma, GRID.luma, soften, 64);
    expect(softening(luma, softer, GRID.luma, 32)).toBeGreaterThan(5);
    expect(softening(softer, luma, GRID.luma, 32)).toBeGreaterThan(5);
  });

  test('is not alarmed by errors that have nothing to do with the structure', () => {
    const noisy = luma.map((value, i) => value + 2 * Math.sin(i * 91.7));
    expect(softening(luma, noisy, GRID.luma, 32)).toBeLessThan(1);
  });
});

describe('localSaturation', () => {
  const usual = described();

  test('sees one place with stronger colours', () => {
    const vivid = described({
      cb: inOnePlace(usual.cb, GRID.colour, (it) => it * 1.4),
      cr: inOnePlace(usual.cr, GRID.colour, (it) => it * 1.4),
    });
    expect(localSaturation(usual, vivid, 8)).toBeGreaterThan(0.25);
  });

  test('leaves a change of the whole picture to others', () => {
    const vivid = described({ cb: usual.cb.map((it) => it * 1.4), cr: usual.cr.map((it) => it * 1.4) });
    expect(localSaturation(usual, vivid, 8)).toBeLessThan(0.05);
  });
});

describe('localLight', () => {
  const dark = wave(GRID.luma ** 2, 4, 30);
  const light = (other: Float32Array): number => {
    const fit = motionAndTone(coarser(dark, GRID.luma), coarser(other, GRID.luma), GRID.luma / 2);
    const both = middle(dark, other);
    const still = withoutMotion(dark, other, GRID.luma, fit);
    return localLight(both, withoutTone(still, both, GRID.luma, fit), GRID.luma, 24);
  };

  test('sees a dark place that was made brighter by a share of its few levels', () => {
    expect(light(inOnePlace(dark, GRID.luma, (it) => it * 1.1, 24))).toBeGreaterThan(0.05);
  });

  test('leaves a change of the whole picture, and noise, to others', () => {
    expect(light(dark.map((it) => it * 1.1))).toBeLessThan(0.01);
    expect(light(dark.map((it, i) => it + 2 * Math.sin(i * 91.7)))).toBeLessThan(0.02);
  });
});
