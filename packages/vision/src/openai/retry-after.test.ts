import { parseReset, retryAfterMs } from './retry-after.ts';

test.each([
  ['12ms', 12],
  ['1s', 1000],
  ['1m2s', 62_000],
  ['6m0.5s', 360_500],
  ['2h3m', 7_380_000],
  ['soon', undefined],
  ['', undefined],
  ['-1s', undefined],
])('a reset of "%s"', (text, expected) => {
  expect(parseReset(text)).toBe(expected);
});

const wait = (headers: Record<string, string>) =>
  retryAfterMs(new Headers(headers), Date.parse('2026-11-23T12:00:00Z'));

test('milliseconds win over seconds, seconds over resets', () => {
  const resets = { 'x-ratelimit-reset-requests': '5s' };
  expect(wait({ 'retry-after-ms': '7', 'retry-after': '1', ...resets })).toBe(7);
  expect(wait({ 'retry-after': '0.5', ...resets })).toBe(500);
  expect(wait(resets)).toBe(5000);
});

test('a date is waited for, a past one not', () => {
  expect(wait({ 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' })).toBe(30_000);
  expect(wait({ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' })).toBe(0);
});

test('of two buckets the empty one counts', () => {
  const headers = {
    'x-ratelimit-reset-requests': '8h',
    'x-ratelimit-remaining-requests': '120',
    'x-ratelimit-reset-tokens': '900ms',
    'x-ratelimit-remaining-tokens': '0',
  };
  expect(wait(headers)).toBe(900);
});

test('headers that say nothing useful', () => {
  expect(wait({ 'retry-after': 'later', 'retry-after-ms': 'x' })).toBeUndefined();
  expect(retryAfterMs(undefined)).toBeUndefined();
});
