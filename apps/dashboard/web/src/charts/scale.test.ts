import { linearScale, logScale, timeTicks } from './scale.ts';

describe('a linear scale', () => {
  test.each([
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [1700, [0, 500, 1000, 1500, 2000]],
    [3, [0, 1, 2, 3]],
    [0.0021, [0, 0.001, 0.002, 0.003]],
  ])('up to %p has round ticks that reach it', (highest, ticks) => {
    const scale = linearScale(highest);
    expect(scale.ticks.map((it) => Number(it.toPrecision(6)))).toEqual(ticks);
    expect(scale.place(highest)).toBeLessThanOrEqual(1);
  });

  test('of nothing still is one', () => {
    expect(linearScale(0).ticks.at(-1)).toBe(1);
    expect(linearScale(0).place(0)).toBe(0);
  });
});

describe('a scale of powers of ten', () => {
  test('goes from under the least to over the most', () => {
    const scale = logScale([0.3, 2100, 10_000]);
    expect(scale.ticks).toEqual([0.1, 1, 10, 100, 1000, 10_000]);
    expect([0.1, 1, 10_000].map(scale.place)).toEqual([0, 0.2, 1]);
  });

  test('keeps what is out of it at its edges, and stands on no value at all', () => {
    expect(logScale([5]).place(0)).toBe(0);
    expect(logScale([]).ticks.length).toBeGreaterThan(1);
  });
});

test('times are told at round hours of the clock of whoever looks', () => {
  const from = Date.parse('2026-11-22T09:05:00Z');
  const ticks = timeTicks(from, from + 86_400_000, 6, 3_600_000).map((at) => new Date(at).toISOString());
  expect(ticks).toEqual([
    '2026-11-22T11:00:00.000Z',
    '2026-11-22T17:00:00.000Z',
    '2026-11-22T23:00:00.000Z',
    '2026-11-23T05:00:00.000Z',
  ]);
});
