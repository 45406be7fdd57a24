import { GRID } from './descriptor.ts';
import { type Noise, noiseOfCoding } from './noise.ts';

const COLUMNS = GRID.luma;
const cells = Array.from({ length: COLUMNS ** 2 }, (_, i) => [i % COLUMNS, Math.floor(i / COLUMNS)] as const);
/** More spread to the right, more detail finer than a cell downwards. */
const spreads = Float64Array.from(cells, ([column]) => (column / 3) ** 2);
const details = Float64Array.from(cells, ([, row]) => (row / 6) ** 2);
const causes = [spreads, details];
/** Levels that scatter around nothing by a law of their own. */
const changes = (flat: number, texture: number, resampled = 0): Float64Array =>
  spreads.map(
    (spread, i) =>
      Math.sqrt(2 * (flat + texture * spread + resampled * (details[i] ?? 0))) * Math.sin(i * i * 1.7),
  );
const noiseOf = (difference: Float64Array): Noise => noiseOfCoding(difference, difference, causes, COLUMNS);

describe('noiseOfCoding', () => {
  test.each([
    ['a good JPEG', 0.3, 0.002, 0],
    ['a strong AVIF', 4, 0.03, 0],
    ['a fence in a smaller file', 0.3, 0.002, 0.05],
  ])('follows the noise of %s', (_name, flat, texture, resampled) => {
    const usual = noiseOf(changes(flat, texture, resampled))(causes);
    for (const i of [0, 64, 127, 64 * COLUMNS, 128 * COLUMNS - 1]) {
      const expected = flat + texture * (spreads[i] ?? 0) + resampled * (details[i] ?? 0);
      expect(usual[i]).toBeGreaterThan(0.75 * expected);
      expect(usual[i]).toBeLessThan(1.3 * expected + 1);
    }
  });

  test('is not moved by a place in which something else changed', () => {
    const difference = changes(0.3, 0.002);
    const before = noiseOf(difference)(causes);
    for (let i = 40 * COLUMNS + 20; i < 40 * COLUMNS + 60; i += 1) difference[i] = 20;
    noiseOf(difference)(causes).forEach((value, i) => {
      expect(value).toBeLessThan(1.3 * (before[i] ?? 0));
    });
  });

  test('does not count what the motion of the whole picture explains', () => {
    const difference = changes(30, 0.1);
    const still = changes(0.3, 0.002);
    expect(noiseOfCoding(difference, still, causes, COLUMNS)(causes)[0]).toBeLessThan(1);
  });
});
