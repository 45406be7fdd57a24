import type { HitFigures } from '@jmj/contracts';
import type { Redis } from 'ioredis';
import { statsPrefix } from './buckets.ts';

export interface HitRateAlertOptions {
  /** The queue's Redis: the whole fleet shares one incident. */
  redis: Redis;
  /** @default '' */
  keyPrefix?: string | undefined;
  hits: (windowSeconds: number) => Promise<HitFigures>;
  windowSeconds: number;
  /** An incident begins under this share, 0 to 1. */
  threshold: number;
  /** With fewer requests in the window nothing is concluded, neither way. */
  minAsked: number;
  /** Tells people. Absent: nobody is told. It may throw: it is then tried again at the next check. */
  post?: ((text: string) => Promise<void>) | undefined;
  /** Hears of the beginning and of the end of an incident, once in the whole fleet. */
  onChange: (change: { low: boolean; rate: number; asked: number; text: string }) => void;
  onPostFailed: (error: unknown) => void;
}

export interface HitRateAlert {
  /** Looks once. @throws when Redis cannot be read */
  check(): Promise<{ low: boolean; rate: number | null; asked: number }>;
}

/** An incident that nobody checks on any more is forgotten after so long, seconds. */
const INCIDENT_TTL_SECONDS = 7 * 86_400;
/** Old news is not told: a message that could not be delivered for so long is dropped, seconds. */
const MESSAGE_TTL_SECONDS = 86_400;
/** Longer than telling may take: while one process tells, the others do not, ms. */
const TELLING_MS = 15_000;
/** The incident ends this far above the threshold, as a part of what is left above it: a rate on the edge is one incident. */
const RECOVERY_MARGIN = 0.05;

/** KEYS: incident, message. ARGV: message, incident's seconds, message's seconds. 1: it has just begun. */
const BEGIN = `
if not redis.call('SET', KEYS[1], 'low', 'NX', 'EX', ARGV[2]) then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return 0
end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[3])
return 1`;

/** KEYS: incident, message. ARGV: message, its seconds. 1: it has just ended. */
const END = `
if redis.call('DEL', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
return 1`;

/** KEYS: message. ARGV: the one that was told. Another may have taken its place meanwhile. */
const TOLD = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;

function duration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return `${Math.round(seconds / 60)} min`;
}

/**
 * Watches the hit rate. However many processes watch, an incident is told once when it begins and once when it ends; a message
 * that could not be delivered is tried again at each check, by whoever checks.
 */
export function createHitRateAlert(options: HitRateAlertOptions): HitRateAlert {
  const { redis, windowSeconds, threshold, minAsked, post } = options;
  const prefix = statsPrefix(options.keyPrefix ?? '');
  const incident = `${prefix}alert`;
  const message = `${prefix}alert:message`;
  const telling = `${prefix}alert:telling`;
  const recovered = threshold + (1 - threshold) * RECOVERY_MARGIN;

  async function begin(rate: number, asked: number): Promise<void> {
    const text = `JudgeMyJPEG: the cache's hit rate is ${percent(rate)} over the last ${duration(windowSeconds)} (${asked} requests), under ${percent(threshold)}.`;
    const begun = await redis.eval(
      BEGIN,
      2,
      incident,
      message,
      text,
      INCIDENT_TTL_SECONDS,
      MESSAGE_TTL_SECONDS,
    );
    if (begun === 1) options.onChange({ low: true, rate, asked, text });
  }

  async function end(rate: number, asked: number): Promise<void> {
    const text = `JudgeMyJPEG: the cache's hit rate is back at ${percent(rate)} over the last ${duration(windowSeconds)} (${asked} requests).`;
    const ended = await redis.eval(END, 2, incident, message, text, MESSAGE_TTL_SECONDS);
    if (ended === 1) options.onChange({ low: false, rate, asked, text });
  }

  async function tell(): Promise<void> {
    if (!post || (await redis.exists(message)) === 0) return;
    if ((await redis.set(telling, '1', 'PX', TELLING_MS, 'NX')) === null) return;
    try {
      const text = await redis.get(message);
      if (text === null) return;
      await post(text);
      await redis.eval(TOLD, 1, message, text);
    } catch (error) {
      options.onPostFailed(error);
    } finally {
      await redis.del(telling);
    }
  }

  return {
    async check() {
      const { rate, asked } = await options.hits(windowSeconds);
      if (rate !== null && asked >= minAsked) {
        if (rate < threshold) await begin(rate, asked);
        else if (rate >= recovered) await end(rate, asked);
      }
      await tell();
      return { low: (await redis.exists(incident)) === 1, rate, asked };
    },
  };
}
