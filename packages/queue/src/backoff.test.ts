import { growing, pauseAfter } from './backoff.ts';

const pausesAfter = (attemptsMade: number) =>
  Array.from({ length: 200 }, () =>
    pauseAfter(attemptsMade, 'growing', undefined, { opts: { backoff: growing(500) } }),
  );

test.each([
  [1, 250, 500],
  [2, 500, 1000],
  [6, 8000, 16_000],
  [7, 15_000, 30_000],
  [11, 15_000, 30_000],
])('after %s attempts it is between %s and %s ms', (attemptsMade, least, most) => {
  const pauses = pausesAfter(attemptsMade);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(least);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(most);
  expect(new Set(pauses).size).toBeGreaterThan(10);
});
