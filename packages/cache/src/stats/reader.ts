import type { CacheStatsReport, HitFigures, Occupancy, StatsWindow } from '@jmj/contracts';
import type { Redis } from 'ioredis';
import { askedFor } from './asked.ts';
import { bucketAt, bucketStart, GRAINS, lastBuckets } from './buckets.ts';
import type { Counts } from './fields.ts';
import { answerTime, failures, get, hitFigures, meanPrice, money, point, sum } from './figures.ts';
import { busiest, minutesOf, recentRate } from './rates.ts';
import { createBucketReader } from './read.ts';
import { targets } from './targets.ts';

export interface StatisticsReaderOptions {
  /** The Redis that the recorders write to. */
  redis: Redis;
  /** @default '' */
  keyPrefix?: string | undefined;
  /** What the cache holds now. */
  occupancy?: (() => Promise<Occupancy>) | undefined;
  /** US dollars. */
  redisMonthlyCost?: number | undefined;
  /** ms since 1970. @default Date.now */
  now?: (() => number) | undefined;
}

export interface StatisticsReader {
  /** Everything there is to tell, from at most 535 buckets in three round trips. @throws when Redis cannot be read */
  report(window?: StatsWindow): Promise<CacheStatsReport>;
  /** How requests were answered lately, over five minutes to a day, in seconds. */
  hits(windowSeconds: number): Promise<HitFigures>;
  /** What the whole fleet has counted since ever; it starts anew after 40 days without any. */
  ever(): Promise<Counts>;
}

const DAY_BUCKETS = 289;
const HOUR_BUCKETS = 13;
const WEEK_BUCKETS = 169;
const ASKED_BUCKETS = { day: ['hour', 25], week: ['day', 8], month: ['day', 31] } as const;

/** Tells the owner's figures from the fleet's counts. */
export function createStatisticsReader(options: StatisticsReaderOptions): StatisticsReader {
  const { redis, keyPrefix = '', occupancy, redisMonthlyCost, now = Date.now } = options;
  const buckets = createBucketReader(redis, keyPrefix);

  async function report(window: StatsWindow = 'day'): Promise<CacheStatsReport> {
    const at = now();
    const fives = lastBuckets('fiveMinutes', at, DAY_BUCKETS);
    const hours = lastBuckets('hour', at, WEEK_BUCKETS);
    const days = lastBuckets('day', at, new Date(at).getUTCDate());
    const [askedGrain, askedLength] = ASKED_BUCKETS[window];
    const [byFive, byHour, byDay, asked, held] = await Promise.all([
      buckets.totals('fiveMinutes', fives),
      buckets.totals('hour', hours),
      buckets.totals('day', days),
      buckets.asked(askedGrain, lastBuckets(askedGrain, at, askedLength)),
      occupancy?.().catch(() => undefined),
    ]);

    const lastDay = sum(byFive);
    const month = sum(byDay);
    const price = meanPrice(month);
    const monthMoney = money(month, price);
    const minutes = minutesOf(fives, byFive);
    const peak = busiest(minutes, 'completed');
    const hits = { day: hitFigures(lastDay), month: hitFigures(month) };
    const misses = answerTime(lastDay, 'miss');
    return {
      at: new Date(at).toISOString(),
      hitRate: {
        hour: hitFigures(sum(byFive.slice(-HOUR_BUCKETS))),
        day: hits.day,
        week: hitFigures(sum(byHour)),
      },
      asked: askedFor(window, asked),
      ...(held ? { occupancy: held } : {}),
      removed: { evicted: get(lastDay, 'evicted'), expired: get(lastDay, 'expired') },
      answerTime: { hits: answerTime(lastDay, 'hit'), misses },
      analyses: {
        accepted: get(lastDay, 'accepted'),
        completed: get(lastDay, 'completed'),
        ...failures(lastDay),
        perSecond: recentRate(minutes, at),
        ...(peak ? { peak: { perSecond: peak.completed / 60, at: new Date(peak.at).toISOString() } } : {}),
      },
      cost: {
        today: money(byDay.at(-1) ?? new Map(), price),
        month: monthMoney,
        ...returnOnRedis(redisMonthlyCost, monthMoney.savedUsd, at),
      },
      targets: targets({
        day: hits.day,
        month: { hits: hits.month, money: monthMoney },
        misses,
        peak: {
          completed: (peak?.completed ?? 0) / 60,
          accepted: (busiest(minutes, 'accepted')?.accepted ?? 0) / 60,
        },
      }),
      series: {
        day: byFive.map((counts, n) => point(bucketStart('fiveMinutes', fives[n] ?? 0), counts, price)),
        week: byHour.map((counts, n) => point(bucketStart('hour', hours[n] ?? 0), counts, price)),
      },
    };
  }

  return {
    report,
    async hits(windowSeconds) {
      const at = now();
      const first = bucketAt('fiveMinutes', at - windowSeconds * 1000);
      const length = Math.min(bucketAt('fiveMinutes', at) - first + 1, DAY_BUCKETS);
      return hitFigures(sum(await buckets.totals('fiveMinutes', lastBuckets('fiveMinutes', at, length))));
    },
    ever: buckets.ever,
  };
}

/** What Redis has cost this month so far, and how many times over the cache has earned it. */
function returnOnRedis(
  monthlyUsd: number | undefined,
  savedUsd: number,
  at: number,
): Pick<CacheStatsReport['cost'], 'redis'> {
  if (!monthlyUsd) return {};
  const date = new Date(at);
  const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  // The month's first moments would make any return look endless: a day is the least that is reckoned.
  const soFarUsd = (monthlyUsd * Math.max(at - start, GRAINS.day.ms)) / (end - start);
  return { redis: { monthlyUsd, soFarUsd, timesSaved: savedUsd / soFarUsd } };
}
