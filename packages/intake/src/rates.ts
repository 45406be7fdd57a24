import { keyTag } from '@jmj/redis';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { type Bucket, type Draw, draw, granted, ratePerMs, type Wanted } from './bucket.ts';

export interface RateLimit extends Bucket {
  /** As callers read it. */
  name: string;
}

export interface RateVerdict {
  admitted: boolean;
  /** Tokens left, as far as this process knows. */
  remaining: number;
  /** Until there are as many as there can be, ms. */
  resetMs: number;
  /** Until the next token, ms: for those who were not admitted. */
  retryMs: number;
}

export interface RateLimiter {
  readonly limit: RateLimit;
  /** Takes a token. At once from this process's share, as a rule: only an empty one makes a promise of it. Never rejects. */
  take(subject: string): RateVerdict | Promise<RateVerdict>;
  /**
   * Takes so many more beside one that was taken, for what weighs more than one. They are let through together while nothing is owed;
   * what there was not is owed, and nobody gets a token before it has been filled up. So nothing is too heavy for a bucket, and the rate
   * holds all the same. Never rejects.
   */
  takeMore(subject: string, tokens: number): Promise<RateVerdict>;
}

/** One subject's bucket as this process sees it. */
interface Share {
  /** Drawn already, and not taken yet. */
  tokens: number;
  /** In the bucket, at `at`, or owed when negative: what Redis told last, or what this process makes of it while Redis is away. */
  left: number;
  /** Milliseconds since 1970. */
  at: number;
  /** There is nothing to be drawn before. */
  emptyUntil: number;
  refill: Promise<void> | undefined;
  /** Those who wait for the refill. */
  waiting: number;
}

/** A share is this part of the burst: what a process may hold that others lack. */
const SHARES = 200;
/** A Redis that is slower is not waited for, ms. */
const PATIENCE_MS = 100;
/** So long it is not asked again, ms. */
const AWAY_MS = 1000;
/** Subjects that are remembered. Who is forgotten loses a share at most. */
const SUBJECTS = 20_000;

/**
 * A token bucket for each subject, shared by all processes through Redis (`{…jmj}:rate:<name>:<subject>`). Each process draws tokens a
 * share at a time, and the next before the last is used up, so that a request is hardly ever worth a round trip.
 *
 * The error: a process may hold 1/100 of the burst (at least 1 token) that others could use, and can use it later. So no more than
 * `burst + processes · burst / 100` go through at once, and never more than are drawn. Without Redis each process goes on with what it
 * knew of the bucket, filling at the full rate: then there are as many buckets as processes.
 */
export function createRateLimiter(deps: {
  redis: Redis;
  keyPrefix?: string | undefined;
  limit: RateLimit;
  onError: (error: unknown) => void;
}): RateLimiter {
  const { redis, keyPrefix = '', limit, onError } = deps;
  const { burst, name } = limit;
  const rate = ratePerMs(limit);
  const portion = Math.max(1, Math.floor(burst / SHARES));
  const shares = new LRUCache<string, Share>({ max: SUBJECTS });
  let awayUntil = 0;

  const leftAt = (share: Share, now: number): number =>
    Math.min(burst, share.left + Math.max(0, now - share.at) * rate);

  function add(share: Share, granted: number, left: number): void {
    const now = Date.now();
    share.tokens += granted;
    share.left = left;
    share.at = now;
    if (granted === 0) share.emptyUntil = now + Math.ceil((1 - Math.min(left, 1)) / rate);
  }

  function drawHere(share: Share, wanted: Wanted): Draw {
    const left = leftAt(share, Date.now());
    const tokens = granted(wanted, left);
    return { granted: tokens, left: left - tokens };
  }

  /** By Redis, or without it when that takes too long. */
  function drawn(subject: string, share: Share, wanted: Wanted): Promise<Draw> {
    if (Date.now() < awayUntil) return Promise.resolve(drawHere(share, wanted));
    return new Promise((resolve) => {
      const late = setTimeout(() => away(new Error(`No answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      late.unref();
      let isOver = false;
      const over = (what: Draw) => {
        clearTimeout(late);
        isOver = true;
        resolve(what);
      };
      const away = (error: unknown) => {
        if (isOver) return;
        awayUntil = Date.now() + AWAY_MS;
        onError(error);
        over(drawHere(share, wanted));
      };
      draw(redis, `${keyTag(keyPrefix)}:rate:${name}:${subject}`, limit, wanted).then((what) => {
        if (!isOver) over(what); // else too late: these tokens are lost, and not given twice
      }, away);
    });
  }

  async function refill(subject: string, share: Share): Promise<void> {
    const tokens = Math.max(portion, share.waiting);
    const what = await drawn(subject, share, { tokens, inAdvance: false });
    add(share, what.granted, what.left);
  }

  function refilled(subject: string, share: Share): Promise<void> {
    share.refill ??= refill(subject, share).finally(() => {
      share.refill = undefined;
    });
    return share.refill;
  }

  function verdict(share: Share, admitted: boolean, now: number): RateVerdict {
    const balance = Math.min(burst, Math.floor(share.tokens + leftAt(share, now)));
    const retryMs = admitted ? 0 : Math.max(1, share.emptyUntil - now);
    return { admitted, remaining: Math.max(0, balance), resetMs: (burst - balance) / rate, retryMs };
  }

  function takeNow(subject: string, share: Share): RateVerdict | undefined {
    const now = Date.now();
    if (share.tokens < 1) return now < share.emptyUntil ? verdict(share, false, now) : undefined;
    share.tokens -= 1;
    if (share.tokens < portion / 2 && !share.refill && now >= share.emptyUntil) void refilled(subject, share);
    return verdict(share, true, now);
  }

  async function takeLater(subject: string, share: Share): Promise<RateVerdict> {
    share.waiting += 1;
    try {
      for (;;) {
        await refilled(subject, share);
        const taken = takeNow(subject, share);
        if (taken) return taken;
      }
    } finally {
      share.waiting -= 1;
    }
  }

  function shareOf(subject: string): Share {
    let share = shares.get(subject);
    if (!share) {
      share = { tokens: 0, left: burst, at: Date.now(), emptyUntil: 0, refill: undefined, waiting: 0 };
      shares.set(subject, share);
    }
    return share;
  }

  return {
    limit,
    take(subject) {
      const share = shareOf(subject);
      return takeNow(subject, share) ?? takeLater(subject, share);
    },
    async takeMore(subject, tokens) {
      const share = shareOf(subject);
      const what = await drawn(subject, share, { tokens, inAdvance: true });
      add(share, 0, what.left);
      return verdict(share, what.granted > 0, Date.now());
    },
  };
}
