import { createDepth, type Waiting } from './depth.ts';

const NOBODY: Waiting = { live: 0, economy: 0, warm: 0, held: 0, batched: 0 };
const LIMITS = { maxLive: 10, maxPatient: 20, maxBatched: 100 };
const depthOf = (waiting: Partial<Waiting>, limits = LIMITS) =>
  createDepth(async () => ({ ...NOBODY, ...waiting }), limits);
const refusal = expect.objectContaining({ code: 'overloaded', retryAfterMs: expect.any(Number) });

test('each class has a bound of its own', async () => {
  await depthOf({ live: 9, economy: 100 }, { ...LIMITS, maxPatient: 0 }).admit('live');
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
  const none = { maxLive: 0, maxPatient: 0, maxBatched: 0 };
  await depthOf({ live: 1e6, economy: 1e6 }, none).admit('live');
  await depthOf({ live: 1e6, economy: 1e6 }, none).admit('warm');
  await depthOf({ batched: 1e6 }, none).admitBatch(1000);
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

test('a batch weighs what it has items, those that are being made as well; one that would never fit is let in alone', async () => {
  await depthOf({ batched: 90 }).admitBatch(10);
  await expect(depthOf({ batched: 91 }).admitBatch(10)).rejects.toEqual(refusal);
  await depthOf({ live: 10, economy: 20, held: 20 }).admitBatch(10);

  const depth = depthOf({});
  const isMade = await depth.admitBatch(1000);
  await expect(depth.admitBatch(1)).rejects.toEqual(refusal);
  isMade();
  await Promise.all([depth.admitBatch(60), depth.admitBatch(40)]);
  await expect(depth.admitBatch(1)).rejects.toEqual(refusal);
});

test('a batch that was made is in the figure at once', async () => {
  let batched = 0;
  const depth = createDepth(async () => ({ ...NOBODY, batched }), LIMITS);
  const isMade = await depth.admitBatch(100);
  batched = 100;
  isMade();
  await expect(depth.admitBatch(1)).rejects.toEqual(refusal);
});
