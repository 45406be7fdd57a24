import { GRID, type TwinDescriptor } from './descriptor.ts';
import { coarser } from './grids.ts';
import { localLight } from './light.ts';
import { localSharpness } from './local-sharpness.ts';
import { middle, motionAndTone, withoutMotion, withoutTone } from './motion.ts';
import { localSaturation } from './saturation.ts';

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
