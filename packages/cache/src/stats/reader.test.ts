import { cacheStatsSchema, type Target } from '@jmj/contracts';
import { LEARNING_EN, ROAST_FR, type StatsFleet, startStatsFleet } from './fixtures/fleet.ts';
import type { StatisticsRecorder } from './recorder.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let fleet: StatsFleet;
let recorder: StatisticsRecorder;
beforeAll(async () => {
  fleet = await startStatsFleet('2026-11-23T10:02:00Z');
});
beforeEach(async () => {
  await fleet.reset();
  recorder = fleet.recorder();
});
afterAll(() => fleet.close());

const times = (n: number, work: () => void) => Array.from({ length: n }, work);
const hit = (from: 'exact' | 'l1' = 'exact', savedUsd?: number) =>
  recorder.count({ type: 'hit', from, asked: ROAST_FR, ms: 2, savedUsd });
const missed = () => recorder.count({ type: 'missed', asked: LEARNING_EN });
const judged = (ms = 4000, costUsd?: number, analyses = 1) =>
  recorder.count({ type: 'judged', asked: LEARNING_EN, analyses, ms, costUsd });

/** Counts `work` as of so long ago. */
async function ago(ms: number, work: () => void): Promise<void> {
  const now = fleet.clock.now;
  fleet.clock.now = now - ms;
  work();
  await recorder.flush();
  fleet.clock.now = now;
}

const verdicts = (targets: Target[]) =>
  Object.fromEntries(targets.map(({ name, verdict }) => [name, verdict]));

test('a service that has not counted anything has a report of zeros, and no verdicts', async () => {
  const report = await fleet.reader().report();
  expect(cacheStatsSchema.parse(report)).toEqual(report);
  expect(report.hitRate.hour).toMatchObject({ rate: null, asked: 0 });
  expect(report.series.day).toHaveLength(289);
  expect(report.series.week).toHaveLength(169);
  expect(new Set(report.targets.map(({ verdict }) => verdict))).toEqual(new Set(['not-enough-data']));
  expect(report.occupancy).toBeUndefined();
  expect(report.cost.redis).toBeUndefined();
});

test('hit rates look back an hour, a day and a week, and no further', async () => {
  await ago(8 * DAY, () => times(50, hit));
  await ago(3 * DAY, () => times(40, hit));
  await ago(5 * HOUR, () => times(20, hit));
  await ago(10 * MINUTE, () => times(6, hit));
  await ago(0, () => times(4, missed));
  const { hitRate } = await fleet.reader().report();
  expect(hitRate.hour).toMatchObject({ asked: 10, rate: 0.6, exactRate: 0.6, misses: 4 });
  expect(hitRate.day).toMatchObject({ asked: 30 });
  expect(hitRate.week).toMatchObject({ asked: 70 });
  expect(await fleet.reader().hits(60)).toMatchObject({ asked: 4 });
});

test('exact, in-process and twin hits are told apart; a miss that turned out a twin is no miss', async () => {
  times(4, () => hit('exact'));
  times(3, () => hit('l1'));
  times(2, missed);
  recorder.count({ type: 'joined', asked: LEARNING_EN });
  recorder.count({ type: 'reused', from: 'twin', asked: LEARNING_EN, analyses: 2, ms: 300 });
  await recorder.flush();
  const { hitRate, asked } = await fleet.reader().report();
  expect(hitRate.hour).toEqual({
    rate: 0.8,
    exactRate: 0.4,
    l1Rate: 0.3,
    twinRate: 0.1,
    asked: 10,
    hits: { exact: 4, l1: 3, twin: 1 },
    misses: 1,
    collapsed: 1,
  });
  expect(asked.byTone.learning).toEqual({ asked: 3, hits: 1, rate: 1 / 3 });
});

test("the owner's question: which combinations are asked for, most first, and how often they were known", async () => {
  await ago(2 * DAY, () => times(3, missed));
  times(5, () => hit());
  times(7, missed);
  await recorder.flush();
  const day = (await fleet.reader().report('day')).asked;
  expect(day.combinations).toEqual([
    { ...LEARNING_EN, asked: 7, hits: 0, rate: 0 },
    { ...ROAST_FR, asked: 5, hits: 5, rate: 1 },
  ]);
  expect(day.byLanguage.fr).toEqual({ asked: 5, hits: 5, rate: 1 });
  expect(day.byPhotoType.wedding).toEqual({ asked: 0, hits: 0, rate: null });
  expect((await fleet.reader().report('week')).asked.byTone.learning.asked).toBe(10);
  expect((await fleet.reader().report('month')).asked).toMatchObject({ window: 'month' });
});

test('money: paid, saved, and saved at the mean price where the price of the critique is not known', async () => {
  await ago(2 * DAY, () => judged(4000, 0.006));
  judged(4000, 0.002, 3); // one call for three: two of them paid nothing
  hit('exact', 0.005);
  hit('l1');
  await recorder.flush();
  const { cost } = await fleet.reader({ redisMonthlyCost: 30 }).report();
  expect(cost.today).toMatchObject({ paidUsd: 0.002, paidCalls: 1, estimatedUsd: 0.004 });
  expect(cost.today.savedUsd).toBeCloseTo(0.004 + 0.005 + 0.004, 9);
  expect(cost.month).toMatchObject({ paidUsd: 0.008, paidCalls: 2 });
  const soFar = (30 * (fleet.clock.now - Date.parse('2026-11-01T00:00:00Z'))) / (30 * DAY);
  expect(cost.redis?.soFarUsd).toBeCloseTo(soFar, 6);
  expect(cost.redis?.timesSaved).toBeCloseTo(cost.month.savedUsd / soFar, 9);
});

test('what a free judge made saved nothing, and does not lower the mean price', async () => {
  judged(100, 0);
  judged(100, 0.004);
  hit('exact', 0);
  hit('exact');
  await recorder.flush();
  expect((await fleet.reader().report()).cost.today).toEqual({
    paidUsd: 0.004,
    savedUsd: 0.004,
    estimatedUsd: 0.004,
    paidCalls: 1,
  });
});

test('answer times of hits and of misses, on average and at the 95th percentile', async () => {
  times(100, () => hit());
  times(90, () => judged(1000));
  times(10, () => judged(30_000));
  await recorder.flush();
  const { hits, misses } = (await fleet.reader().report()).answerTime;
  expect(hits).toMatchObject({ answers: 100, averageMs: 2 });
  expect(misses.averageMs).toBe(3900);
  expect(misses.p50Ms).toBeGreaterThan(700);
  expect(misses.p50Ms).toBeLessThan(1400);
  expect(misses.p95Ms).toBeGreaterThan(22_000);
});

test('analyses per second: lately, and in the busiest minute of the day', async () => {
  await ago(3 * HOUR, () => times(1500, hit));
  await ago(2 * MINUTE, () => times(300, hit));
  times(60, hit); // of this minute, which is not over
  recorder.count({ type: 'failed', code: 'provider-timeout', analyses: 3 });
  await recorder.flush();
  const { analyses } = await fleet.reader().report();
  expect(analyses.perSecond).toBe(1);
  expect(analyses.peak).toEqual({ perSecond: 25, at: '2026-11-23T07:02:00.000Z' });
  expect(analyses).toMatchObject({ completed: 1860, failed: 3, failedByCode: { 'provider-timeout': 3 } });
});

test('what the cache reports of its room is told, and a cache that cannot tell is left out', async () => {
  recorder.count({ type: 'evicted', entries: 7 });
  recorder.count({ type: 'expired', entries: 5 });
  await recorder.flush();
  const occupancy = { entries: 3, bytes: 4000, maxBytes: 9000 };
  const report = await fleet.reader({ occupancy: async () => occupancy }).report();
  expect(report).toMatchObject({ occupancy, removed: { evicted: 7, expired: 5 } });
  const dumb = fleet.reader({ occupancy: () => Promise.reject(new Error('away')) });
  expect((await dumb.report()).occupancy).toBeUndefined();
});

describe('the four targets', () => {
  test('are met by a service that keeps them', async () => {
    times(1300, () => hit('exact', 0.001));
    times(50, missed);
    times(50, () => judged(3000, 0.001));
    await recorder.flush();
    const { targets } = await fleet.reader().report();
    expect(verdicts(targets)).toEqual({
      'hit-rate': 'met',
      cost: 'met',
      'answer-time': 'met',
      throughput: 'met',
    });
    expect(targets[1]).toMatchObject({ figure: 1300 / 1350, sample: 1350, over: 'month' });
  });

  test('are not met by one that does not', async () => {
    times(20, () => hit('exact', 0.001));
    times(1200, missed); // 20 a second are asked for, and few of them are done
    times(600, () => judged(15_000, 0.001));
    await recorder.flush();
    expect(verdicts((await fleet.reader().report()).targets)).toEqual({
      'hit-rate': 'not-met',
      cost: 'not-met',
      'answer-time': 'not-met',
      throughput: 'not-met',
    });
  });

  test('wait for enough to judge by, and for the demand', async () => {
    times(90, () => hit('exact', 0.001));
    judged(15_000, 0.5);
    await recorder.flush();
    const { targets } = await fleet.reader().report();
    expect(new Set(Object.values(verdicts(targets)))).toEqual(new Set(['not-enough-data']));
    expect(targets[0]).toMatchObject({ figure: 1, sample: 90 });
  });
});

test('a full report reads a bounded number of buckets, and asks for no list of keys', async () => {
  await ago(HOUR, () => times(10, hit));
  const before = await fleet.redis.client.info('commandstats');
  await fleet.reader().report('month');
  const after = await fleet.redis.client.info('commandstats');
  const calls = (info: string, name: string) =>
    Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(info)?.[1] ?? 0);
  expect(calls(after, 'hgetall') - calls(before, 'hgetall')).toBeLessThanOrEqual(289 + 169 + 31 + 31);
  expect(calls(after, 'keys')).toBe(0);
  expect(calls(after, 'scan')).toBe(calls(before, 'scan'));
});
