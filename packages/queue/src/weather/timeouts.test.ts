import { timeoutFrom } from './timeouts.ts';

test('an answer is waited for three times as long as the slowest in a hundred, and never less than ten seconds', () => {
  const times = Array.from({ length: 200 }, (_, n) => (n + 1) * 50);
  expect(timeoutFrom(times, 'default')).toBe(3 * 9900);
  expect(timeoutFrom(times.slice(0, 49), 'default')).toBeUndefined();
  expect(timeoutFrom(Array(100).fill(20), 'default')).toBe(10_000);
  expect(timeoutFrom(Array(100).fill(20), 'flex')).toBe(60_000);
});
