import { setTimeout as sleep } from 'node:timers/promises';
import { LEARNING_EN, ROAST_FR, type StatsFleet, startStatsFleet } from './fixtures/fleet.ts';
import { createStatistics } from './recorder.ts';

const HIT = { type: 'hit', from: 'exact', asked: ROAST_FR, ms: 2 } as const;
const HOUR_S = 3600;

let fleet: StatsFleet;
beforeAll(async () => {
  fleet = await startStatsFleet('2026-11-23T10:02:00Z');
});
beforeEach(() => fleet.reset());
afterAll(() => fleet.close());

const asked = async () => (await fleet.reader().hits(HOUR_S)).asked;

test('the counts of several processes add up', async () => {
  const [one, two] = [fleet.recorder(), fleet.recorder()];
  one.count(HIT);
  one.count({ type: 'missed', asked: LEARNING_EN });
  two.count(HIT);
  await Promise.all([one.flush(), two.flush()]);
  one.count(HIT);
  await one.flush();
  expect(await fleet.reader().hits(HOUR_S)).toMatchObject({
    asked: 4,
    misses: 1,
    hits: { exact: 3, l1: 0, twin: 0 },
  });
  expect((await fleet.reader().ever()).get('hit.exact')).toBe(3);
  expect(one.counted().get('hit.exact')).toBe(2);
});

test('nothing is written while nothing happens', async () => {
  const recorder = fleet.recorder();
  await recorder.flush();
  expect((await fleet.redis.keys()).size).toBe(0);
});

test('every key of it expires: 25 hours to 40 days, and what a writer sent last after 25 hours', async () => {
  const recorder = fleet.recorder();
  recorder.count(HIT);
  await recorder.flush();
  const ttls = [...(await fleet.redis.keys())].map(([key, ms]) => [
    key
      .slice(key.indexOf('}:') + 2)
      .replace(/[\d-]{5,}.*?(?=:|$)|writer:.*/, (it) => (it.startsWith('writer') ? 'writer' : 'N')),
    Math.round(ms / 60_000) / 60,
  ]);
  expect(Object.fromEntries(ttls)).toEqual({
    '5m:N': 25,
    'h:N': 8 * 24,
    'h:N:asked': 26,
    'd:N': 40 * 24,
    'd:N:asked': 40 * 24,
    ever: 40 * 24,
    writer: 25,
  });
});

test('a bucket never has more fields than there are names, whatever is counted', async () => {
  const recorder = fleet.recorder();
  for (let n = 0; n < 3000; n++) {
    recorder.count({ ...HIT, ms: n * n, savedUsd: n / 1000 });
    recorder.count({ type: 'failed', code: `made-up-${n}` as 'internal', analyses: 1 });
    recorder.count({ type: 'missed', asked: { ...ROAST_FR, tone: `made-up-${n}` as 'roast' } });
  }
  await recorder.flush();
  for (const key of (await fleet.redis.keys()).keys()) {
    if (key.includes('writer')) continue;
    expect(await fleet.redis.client.hlen(key)).toBeLessThan(60);
  }
  expect((await fleet.reader().ever()).get('failed.internal')).toBe(3000);
});

test('a measure that is no number does not spoil the sums', async () => {
  const recorder = fleet.recorder();
  recorder.count({ ...HIT, ms: Number.NaN, savedUsd: Number.POSITIVE_INFINITY });
  recorder.count({ ...HIT, ms: -5, savedUsd: -1 });
  recorder.count({ ...HIT, ms: 4 });
  await recorder.flush();
  expect((await fleet.reader().report()).answerTime.hits).toMatchObject({ answers: 3, averageMs: 4 / 3 });
});

test('what was counted while Redis was away is added when it is back, under the time it happened, once', async () => {
  const { server } = fleet.redis;
  if (!server)
    return void process.stdout.write('not tried: the server given by REDIS_URL is not ours to stop\n');
  const redis = fleet.connection();
  const recorder = createStatistics({
    redis,
    keyPrefix: fleet.redis.prefix,
    flushMs: 1e8,
    now: () => fleet.clock.now,
  });
  await server.stop();
  for (let n = 0; n < 3; n++) {
    recorder.count(HIT);
    await recorder.flush();
    fleet.clock.now += 5 * 60_000;
  }
  expect(recorder.pending()).toBe(3);
  await server.start();
  while (redis.status !== 'ready') await sleep(10);
  await recorder.flush();
  expect(recorder.pending()).toBe(0);
  expect(await asked()).toBe(3);
  const { series } = await fleet.reader().report();
  expect(series.day.slice(-4).map(({ hits }) => hits)).toEqual([1, 1, 1, 0]);
  await recorder.close();
});

test('a long outage keeps every count in a bounded number of batches', async () => {
  const redis = fleet.connection();
  redis.disconnect();
  while (redis.status !== 'end') await sleep(5);
  const recorder = createStatistics({
    redis,
    keyPrefix: fleet.redis.prefix,
    flushMs: 1e8,
    now: () => fleet.clock.now,
  });
  for (let n = 0; n < 100; n++) {
    recorder.count(HIT);
    fleet.clock.now += 5 * 60_000;
    await recorder.flush();
  }
  expect(recorder.pending()).toBe(36);
  await redis.connect();
  await recorder.close();
  expect((await fleet.reader().ever()).get('hit.exact')).toBe(100);
});

test('a batch whose answer was lost is not counted twice', async () => {
  const redis = fleet.connection();
  await redis.ping().catch(() => {});
  while (redis.status !== 'ready') await sleep(10);
  const recorder = createStatistics({
    redis,
    keyPrefix: fleet.redis.prefix,
    flushMs: 1e8,
    now: () => fleet.clock.now,
  });
  recorder.count(HIT);
  // The server takes the command, and the connection is gone before it answers.
  await fleet.redis.client.client('PAUSE', 300, 'WRITE');
  const flushed = recorder.flush();
  await sleep(50);
  redis.stream.destroy();
  await flushed;
  expect(recorder.pending()).toBe(1);
  recorder.count(HIT);
  await sleep(400);
  while (redis.status !== 'ready') await sleep(10);
  await recorder.flush();
  expect(await asked()).toBe(2);
  await recorder.close();
});

test('counts go to Redis by themselves, and the rest when it closes', async () => {
  const recorder = createStatistics({
    redis: fleet.redis.client,
    keyPrefix: fleet.redis.prefix,
    flushMs: 20,
    now: () => fleet.clock.now,
  });
  recorder.count(HIT);
  await sleep(200);
  expect(await asked()).toBe(1);
  recorder.count(HIT);
  await recorder.close();
  expect(await asked()).toBe(2);
});
