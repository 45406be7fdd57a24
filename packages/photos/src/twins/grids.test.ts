import { calmerSpread, coarser, quantile, windowMeans } from './grids.ts';

/** 8×8 cells of zero but for one of 9 in column 4 of row 3. */
const spot = (): Float64Array => {
  const grid = new Float64Array(64);
  grid[3 * 8 + 4] = 9;
  return grid;
};

describe('grids', () => {
  test('a window holds the mean of its cells, at every place where it fits', () => {
    const means = windowMeans(spot(), 8, 3, 0);
    expect(means).toHaveLength(36);
    expect([...means.keys()].filter((i) => (means[i] ?? 0) > 0.5)).toEqual([
      8, 9, 10, 14, 15, 16, 20, 21, 22,
    ]);
    expect(means[8]).toBeCloseTo(1);
  });

  test('windows keep away from the border', () => {
    const border = new Float64Array(64);
    border.fill(5, 0, 8);
    expect(Math.max(...windowMeans(border, 8, 3, 1))).toBe(0);
    expect(windowMeans(spot(), 8, 3, 1)).toHaveLength(16);
  });

  test('what stands in one picture alone does not raise the calmer spread', () => {
    const still = new Float32Array(64);
    const busy = Float32Array.from(spot());
    expect(Math.max(...calmerSpread(still, busy, 8))).toBe(0);
    expect(Math.max(...calmerSpread(busy, busy, 8))).toBe(9);
  });

  test('a quantile of many values is that of an even sample', () => {
    expect(
      quantile(
        Float64Array.from({ length: 10_000 }, (_, i) => i),
        0.9,
      ),
    ).toBeCloseTo(9000, -2);
    expect(quantile(Float64Array.of(3), 0.99)).toBe(3);
  });

  test('halving keeps the mean', () => {
    expect([...coarser(Float32Array.of(1, 2, 3, 4), 2)]).toEqual([2.5]);
  });
});
