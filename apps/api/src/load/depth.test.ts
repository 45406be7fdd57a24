import { createDepth, type Waiting } from './depth.ts';

const NOBODY: Waiting = { live: 0, economy: 0, warm: 0, held: 0 };
const LIMITS = { maxLive: 10, maxPatient: 20 };
const depthOf = (waiting: Partial<Waiting>, limits = LIMITS) =>
  createDepth(async () => ({ ...NOBODY, ...waiting }), limits);
const refusal = expect.objectContaining({ code: 'overloaded', retryAfterMs: expect.any(Number) });

test('each class has a bound of its own', async () => {
  await depthOf({ live: 9, economy: 100 }, { maxLive: 10, maxPatient: 0 }).admit('live');
  await expect(depthOf({ live: 10 }).admit('live')).rejects.toEqual(refusal);
  await depthOf({ live: 10 }).admit('economy');
  await depthOf({ economy: 10, warm: 9 }).admit('economy');
  await expect(depthOf({ economy: 10, warm: 10 }).admit('warm')).rejects.toEqual(refusal);
});

test('jobs that are held count with those for later, and never make more wait than both bounds together', async () => {
  await expect(depthOf({ held: 20 }).admit('economy')).rejects.toEqual(refusal);
  await depthOf({ held: 29 }).admit('live');
  await expect(depthOf({ held: 30 }).admit('live')).rejects.toEqual(refusal);
});

test('whoever has not said the class is let in while any of them has room', async () => {
  await depthOf({ live: 10 }).admit('live', 'economy');
  await expect(depthOf({ live: 10, economy: 20 }).admit('live', 'economy')).rejects.toEqual(refusal);
});

test('0 is no bound', async () => {
  const none = { maxLive: 0, maxPatient: 0 };
  await depthOf({ live: 1e6, economy: 1e6 }, none).admit('live');
  await depthOf({ live: 1e6, economy: 1e6 }, none).admit('warm');
});

test('a thousand who ask at once read the figure once, and later it is read anew', async () => {
  let reads = 0;
  const depth = createDepth(async () => {
    reads += 1;
    return NOBODY;
  }, LIMITS);
  await Promise.all(Array.from({ length: 1000 }, () => depth.admit('live')));
  expect(reads).toBe(1);
  await new Promise((done) => setTimeout(done, 260));
  await depth.admit('live');
  expect(reads).toBe(2);
});

test('a figure that cannot be read, or does not come, refuses nobody', async () => {
  await createDepth(() => Promise.reject(new Error('away')), LIMITS).admit('live');
  const since = performance.now();
  await createDepth(() => new Promise(() => {}), LIMITS).admit('live');
  expect(performance.now() - since).toBeLessThan(500);
});
