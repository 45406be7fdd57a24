import { noiseOfCoding } from './noise.ts';

const spreads = Float64Array.from({ length: 4000 }, (_, i) => (i % 40) ** 2);
/** Energies that scatter around a law of their own. */
const energies = (flat: number, texture: number): Float64Array =>
  spreads.map((spread, i) => (flat + texture * spread) * (1 + 0.5 * Math.sin(i * 3.1)));

describe('noiseOfCoding', () => {
  test.each([
    ['a good JPEG', 0.3, 0.002],
    ['a strong AVIF', 4, 0.03],
  ])('follows the noise of %s', (_name, flat, texture) => {
    const usual = noiseOfCoding(energies(flat, texture), spreads)(spreads);
    for (const i of [0, 10, 39]) {
      const expected = flat + texture * (spreads[i] ?? 0);
      expect(usual[i]).toBeGreaterThan(0.8 * expected);
      expect(usual[i]).toBeLessThan(1.3 * expected + 1.5);
    }
  });

  test('is not moved by a few windows in which something else changed', () => {
    const edited = energies(0.3, 0.002);
    const before = noiseOfCoding(edited, spreads)(spreads);
    for (let i = 100; i < 160; i += 1) edited[i] = 400;
    noiseOfCoding(
      edited,
      spreads,
    )(spreads).forEach((value, i) => {
      expect(value).toBeLessThan(1.3 * (before[i] ?? 0));
    });
  });
});
