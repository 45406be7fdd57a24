import { z } from 'zod';
import { languageSchema, photoTypeSchema, toneSchema } from './options.ts';
import { LANGUAGES, PHOTO_TYPES, TONES } from './vocabulary.ts';

const tally = z.number().int().nonnegative();
/** US dollars. */
const usd = z.number().nonnegative();
/** Milliseconds. */
const ms = z.number().nonnegative();
/** 0 to 1; null when nothing was asked. */
const share = z.number().min(0).max(1).nullable();

/**
 * How requests were answered over a stretch of time. Rate: hits of any kind among all that were asked; a request that joined
 * a job in flight (`collapsed`) caused no call, but it was no hit either.
 */
export const hitFiguresSchema = z.object({
  rate: share,
  exactRate: share,
  l1Rate: share,
  twinRate: share,
  asked: tally,
  hits: z.object({ exact: tally, l1: tally, twin: tally }),
  misses: tally,
  collapsed: tally,
});
export type HitFigures = z.infer<typeof hitFiguresSchema>;

export const askedFiguresSchema = z.object({ asked: tally, hits: tally, rate: share });
export type AskedFigures = z.infer<typeof askedFiguresSchema>;

/** From asking to the answer. The quantiles are told from a histogram: at most √2 times off. */
export const answerTimeSchema = z.object({
  answers: tally,
  averageMs: ms.optional(),
  p50Ms: ms.optional(),
  p95Ms: ms.optional(),
});
export type AnswerTime = z.infer<typeof answerTimeSchema>;

/**
 * `paidUsd` to the model provider. `savedUsd`: what the requests that were answered without a call of their own would have
 * cost; of it `estimatedUsd` from the mean price of a call, where the price of that very critique was not known.
 */
export const moneySchema = z.object({ paidUsd: usd, savedUsd: usd, estimatedUsd: usd, paidCalls: tally });
export type Money = z.infer<typeof moneySchema>;

export const TARGET_NAMES = ['hit-rate', 'cost', 'answer-time', 'throughput'] as const;
export const VERDICTS = ['met', 'not-met', 'not-enough-data'] as const;

export const targetSchema = z.object({
  name: z.enum(TARGET_NAMES),
  verdict: z.enum(VERDICTS),
  /** What was aimed at: above it for `hit-rate`, `cost` (shares) and `throughput` (per second), below it for `answer-time` (ms). */
  aim: z.number(),
  unit: z.enum(['share', 'ms', 'per-second']),
  /** What was measured, when there was anything to measure. */
  figure: z.number().optional(),
  /** What the figure stands on: how many requests, answers or calls. */
  sample: tally,
  over: z.enum(['day', 'month']),
});
export type Target = z.infer<typeof targetSchema>;

/** One point of a chart: what happened from `at` on, for the length of the series' step. */
export const statsPointSchema = z.object({
  at: z.iso.datetime(),
  hits: tally,
  twins: tally,
  misses: tally,
  collapsed: tally,
  rate: share,
  completed: tally,
  failed: tally,
  hitMs: ms.nullable(),
  missMs: ms.nullable(),
  paidUsd: usd,
  savedUsd: usd,
});
export type StatsPoint = z.infer<typeof statsPointSchema>;

export const statsWindowSchema = z.enum(['day', 'week', 'month']);
export type StatsWindow = z.infer<typeof statsWindowSchema>;

export const occupancySchema = z.object({ entries: tally, bytes: tally, maxBytes: tally.optional() });
export type Occupancy = z.infer<typeof occupancySchema>;

/**
 * Answer of `GET /v1/admin/cache/stats`. Days and months are UTC; a window is made of whole buckets, so that an hour may
 * reach back 65 minutes, a day 24 h 5 min, a week 7 days and an hour.
 */
export const cacheStatsSchema = z.object({
  at: z.iso.datetime(),
  hitRate: z.object({ hour: hitFiguresSchema, day: hitFiguresSchema, week: hitFiguresSchema }),
  /** What was asked for, over the window that the query names. */
  asked: z.object({
    window: statsWindowSchema,
    byTone: z.record(z.enum(TONES), askedFiguresSchema),
    byLanguage: z.record(z.enum(LANGUAGES), askedFiguresSchema),
    byPhotoType: z.record(z.enum(PHOTO_TYPES), askedFiguresSchema),
    /** Most asked for first, at most 20. */
    combinations: z.array(
      askedFiguresSchema.extend({ tone: toneSchema, language: languageSchema, photoType: photoTypeSchema }),
    ),
  }),
  /** What the cache holds now. Absent when nobody could tell. */
  occupancy: occupancySchema.optional(),
  /** Entries that left the cache over the last day. */
  removed: z.object({ evicted: tally, expired: tally }),
  /** Over the last day. */
  answerTime: z.object({ hits: answerTimeSchema, misses: answerTimeSchema }),
  analyses: z.object({
    /** Over the last day. */
    accepted: tally,
    completed: tally,
    failed: tally,
    failedByCode: z.record(z.string(), tally),
    /** Completed, over the last five whole minutes. */
    perSecond: z.number().nonnegative(),
    /** The busiest minute of the last 24 hours. */
    peak: z.object({ perSecond: z.number().nonnegative(), at: z.iso.datetime() }).optional(),
  }),
  cost: z.object({
    today: moneySchema,
    month: moneySchema,
    /** When the monthly price of Redis is configured: its share of the month so far, and how many times the cache saved it. */
    redis: z.object({ monthlyUsd: usd, soFarUsd: usd, timesSaved: z.number().nonnegative() }).optional(),
  }),
  targets: z.array(targetSchema),
  series: z.object({
    /** The last 24 hours by five minutes, oldest first, empty ones included. */
    day: z.array(statsPointSchema),
    /** The last 7 days by the hour. */
    week: z.array(statsPointSchema),
  }),
});
export type CacheStatsReport = z.infer<typeof cacheStatsSchema>;

/** Answer of `DELETE /v1/admin/cache`: how many entries were removed. */
export const cacheClearedSchema = z.object({ removed: tally });
