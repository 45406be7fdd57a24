import { backoff, limit, pause, retryAfterMs } from './timing.ts';

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');
  expect(retryAfterMs('3', now)).toBe(3000);
  expect(retryAfterMs('Mon, 23 Nov 2026 10:00:05 GMT', now)).toBe(5000);
  expect(retryAfterMs('Mon, 23 Nov 2026 09:00:00 GMT', now)).toBe(0);
  expect(retryAfterMs('soon', now)).toBeUndefined();
  expect(retryAfterMs('', now)).toBeUndefined();
  expect(retryAfterMs(null, now)).toBeUndefined();
});

test('backoff doubles, is jittered by half, and has a ceiling', () => {
  for (const [attempt, most] of [500, 1000, 2000, 4000, 8000, 8000].entries()) {
    const ms = backoff(attempt);
    expect(ms).toBeGreaterThanOrEqual(most / 2);
    expect(ms).toBeLessThanOrEqual(most);
  }
});

test('a pause ends early with the reason of its signal', async () => {
  const stop = new AbortController();
  const paused = pause(60_000, stop.signal);
  stop.abort('enough');
  await expect(paused).rejects.toBe('enough');
  await expect(pause(60_000, stop.signal)).rejects.toBe('enough');
});

test('a limit aborts with its outer signal, or when its time is up', async () => {
  const outer = new AbortController();
  const first = limit(outer.signal, 60_000, () => 'late');
  outer.abort('enough');
  expect(first.signal.reason).toBe('enough');
  first.release();

  const second = limit(undefined, 5, () => 'late');
  await new Promise((resolve) => second.signal.addEventListener('abort', resolve));
  expect(second.signal.reason).toBe('late');
  second.release();
});
