import type { Analysis } from '@jmj/contracts';
import { type Line, startLine } from '@jmj/testing/line';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type Harness, startHarness } from './testing/harness.ts';

/** Far more than the questions of one request, at half a second each. */
const DEADLINE_MS = 15_000;

let redis: TestRedis;
let line: Line;
let it: Harness;
beforeAll(async () => {
  redis = await startTestRedis();
  line = await startLine(Number(new URL(redis.url).port));
  it = await startHarness({ REDIS_URL: `redis://127.0.0.1:${line.port}` });
  await it.startWorker();
});
afterAll(async () => {
  await it.close();
  await line.close();
  await redis.close();
});
afterEach(() => {
  line.delayMs = 0;
});

test('a Redis that is slow by 500 ms makes all slower, and nothing fail', async () => {
  line.delayMs = 500;
  const asked = Date.now();
  const answer = await it.upload(await makePhoto({ seed: 1, width: 120, height: 90 }));
  expect(answer.status).toBe(202);
  expect(Date.now() - asked).toBeLessThan(DEADLINE_MS);
  const { id } = (await answer.json()) as Analysis;
  expect((await it.call('/readyz')).status).toBe(200);
  line.delayMs = 0; // a job asks several dozen questions
  expect((await it.whenEnded(id)).status).toBe('completed');
});

test('who would wait past the deadline is told to ask again, and then finds what was begun', async () => {
  const hasty = await startHarness({
    REDIS_URL: `redis://127.0.0.1:${line.port}`,
    REQUEST_DEADLINE_MS: '1200',
  });
  try {
    await hasty.startWorker();
    const photo = await makePhoto({ seed: 2, width: 120, height: 90 });
    line.delayMs = 500;
    const asked = Date.now();
    const refused = await hasty.upload(photo);
    expect(Date.now() - asked).toBeLessThan(6000);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ code: 'queue-unavailable' });
    line.delayMs = 0;
    const answer = await hasty.upload(photo);
    expect([200, 202]).toContain(answer.status);
    expect((await hasty.whenEnded(((await answer.json()) as Analysis).id)).status).toBe('completed');
  } finally {
    line.delayMs = 0;
    await hasty.close();
  }
});

test('connections that are cut are made again, and nobody who was accepted notices', async () => {
  const submitted: Analysis[] = [];
  for (let seed = 10; seed < 20; seed++) {
    const photo = await makePhoto({ seed, width: 120, height: 90 });
    expect(line.cut()).toBeGreaterThan(0);
    let answer = await it.upload(photo);
    for (let tries = 0; answer.status === 503 && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      answer = await it.upload(photo);
    }
    expect([200, 202]).toContain(answer.status);
    submitted.push((await answer.json()) as Analysis);
  }
  for (const { id } of submitted) expect((await it.whenEnded(id)).status).toBe('completed');
});
