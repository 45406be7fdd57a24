import { TIME_BOUNDS_MS, timeQuantile, timeSlot } from './answer-times.ts';

const histogram = (times: number[]): number[] => {
  const slots = new Array<number>(TIME_BOUNDS_MS.length + 1).fill(0);
  for (const ms of times) slots[timeSlot(ms)]! += 1;
  return slots;
};

test('a time is in the first slot whose bound is not below it, at the bounds too', () => {
  for (const [slot, bound] of TIME_BOUNDS_MS.entries()) {
    expect(timeSlot(bound)).toBe(slot);
    expect(timeSlot(bound * 1.0001)).toBe(slot + 1);
  }
  expect(timeSlot(0)).toBe(0);
  expect(timeSlot(Number.NaN)).toBe(0);
  expect(timeSlot(1e12)).toBe(TIME_BOUNDS_MS.length);
});

test('quantiles are at most √2 times off', () => {
  const times = Array.from({ length: 5000 }, (_, n) => 1.2 * 1.0018 ** n);
  for (const share of [0.5, 0.95, 0.99]) {
    const told = timeQuantile(histogram(times), share)!;
    const real = times[Math.floor(share * times.length)]!;
    expect(Math.max(told / real, real / told)).toBeLessThan(Math.SQRT2);
  }
});

test('without answers there is no quantile', () => {
  expect(timeQuantile(histogram([]), 0.5)).toBeUndefined();
});

test('what is slower than the last bound is told as that bound', () => {
  expect(timeQuantile(histogram([1e9]), 0.5)).toBe(TIME_BOUNDS_MS.at(-1));
});
