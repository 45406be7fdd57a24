import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { PRIORITIES, type ProblemCode } from '@jmj/contracts';
import type { Caller, CallTold, Clearance, Hold, LimitReading, Weather } from '@jmj/core';
import type { Redis } from 'ioredis';
import { queuePrefix } from '../names.ts';
import { createAlone } from './alone.ts';
import { ENTER, RENEW } from './enter.ts';
import { LEAVE, UNNAMED_MS } from './leave.ts';
import { type Ended, endedHow } from './outcome.ts';
import { createTimeouts } from './timeouts.ts';

/** What has changed for the whole fleet; each is heard by one worker. */
export type WeatherChange = 'opened' | 'closed' | 'paused' | 'resumed';

export interface WeatherOptions {
  redis: Redis;
  keyPrefix: string;
  /** How soon a provider that refuses our account is asked again, by one job, ms; later up to ten times as long. @default 30000 */
  accountPauseMs?: number;
  onChange: (change: WeatherChange, about: { model: string; code: ProblemCode | '' }) => void;
  /** Redis refused to be asked, or to be told: the process goes by what it heard last. */
  onTrouble: (error: unknown) => void;
}

export interface FleetWeather extends Weather {
  /** Calls of this process are no longer looked after. */
  close(): void;
}

/** A wait that is not worth a way through the queue, ms. */
const SHORT_MS = 500;
/** Calls at once of a provider that nobody has seen answer yet. */
const COLD_CALLS = 8;
/** A worker that was silent for so long is not in a call any more, ms. */
const LEASE_MS = 5000;
const RENEW_MS = 1500;
/** The breaker: so many failures, and this share of the calls, in the last seconds, or so many in a row; then it asks again after 1 s, at last every 30 s. */
const BREAKER = { seconds: 10, failures: 8, share: 0.6, firstMs: 1000, longestMs: 30_000 } as const;
const ACCOUNT_PAUSE_MS = 30_000;
const LONGEST_ACCOUNT_PAUSE = 10;

type Answer = [why: string, ms: number, code: string, change: string];

const classOf = ({ priority = 'live' }: Caller): number => PRIORITIES.indexOf(priority);
const numbersOf = (it: LimitReading | undefined): number[] =>
  it ? [it.limit, it.remaining, it.resetMs] : [-1, -1, -1];

/** A hold as the scripts answer it; those that wait for the same thing do not come back all at once. */
function holdOf([why, ms, code]: Answer): Hold | undefined {
  if (why !== 'busy' && why !== 'down') return undefined;
  const spread = why === 'down' ? Math.random() * Math.min(1000, ms / 4) : 0;
  return { why, ms: Math.ceil(ms + spread), code: code as ProblemCode };
}

/** The weather on the queue's Redis: one governor and one breaker a model for the whole fleet. `redis` stays the caller's to close. */
export function createWeather(options: WeatherOptions): FleetWeather {
  const { redis, keyPrefix, onTrouble, accountPauseMs = ACCOUNT_PAUSE_MS } = options;
  const keys = [queuePrefix(keyPrefix)];
  const timeoutFor = createTimeouts(redis, keyPrefix);
  const flying = new Map<string, { model: string; caller: Caller }>();
  const breaker = [
    ...[BREAKER.seconds, BREAKER.failures, BREAKER.share, BREAKER.firstMs, BREAKER.longestMs],
    ...[accountPauseMs, accountPauseMs * LONGEST_ACCOUNT_PAUSE],
  ];

  const alone = createAlone();

  /** A Redis that is away is waited for. */
  async function ask(
    model: string,
    id: string,
    caller: Caller,
    tokens: number,
  ): Promise<{ hold?: Hold | undefined; pauseMs: number }> {
    const args = [model, id, caller.jobId, classOf(caller), tokens, LEASE_MS, SHORT_MS, COLD_CALLS];
    try {
      const answer = (await ENTER(redis, keys, args)) as Answer;
      const hold = holdOf(answer);
      alone.heard(model, hold);
      return { hold, pauseMs: answer[1] };
    } catch (error) {
      onTrouble(error);
      return { hold: alone.hold(model), pauseMs: 0 };
    }
  }

  const renewing = setInterval(() => {
    if (flying.size === 0) return;
    const pairs = [...flying].flatMap(([id, { model }]) => [model, id]);
    RENEW(redis, keys, [LEASE_MS, ...pairs]).catch(onTrouble);
  }, RENEW_MS);
  renewing.unref();

  async function leave(
    { id, model }: Clearance,
    caller: Caller,
    ended: { how: Ended; code: string; latencyMs: number; times: string; told: CallTold },
  ): Promise<Hold | undefined> {
    const { how, code, latencyMs, times, told } = ended;
    const limits = [...numbersOf(told.requests), ...numbersOf(told.tokens)];
    const call = [model, id, caller.jobId, classOf(caller), how, code, told.retryAfterMs ?? -1];
    const args = [...call, ...limits, latencyMs, times, ...breaker];
    const answer = (await LEAVE(redis, keys, args)) as Answer;
    const change = answer[3] as WeatherChange | '';
    if (change) options.onChange(change, { model, code: code as ProblemCode | '' });
    const hold = holdOf(answer);
    if (hold) alone.heard(model, hold);
    return hold;
  }

  return {
    async look(model, caller) {
      return (await ask(model, '', caller, 0)).hold;
    },

    async enter({ model, tier, tokens }, caller) {
      const id = randomUUID();
      const { hold, pauseMs } = await ask(model, id, caller, tokens);
      if (hold) return hold;
      flying.set(id, { model, caller });
      if (pauseMs > 0) await pause(pauseMs);
      return { id, model, timeoutMs: await timeoutFor(model, tier).catch(() => undefined) };
    },

    async leave(clearance, report, told = {}) {
      const { model } = clearance;
      const { caller } = flying.get(clearance.id) ?? {};
      flying.delete(clearance.id);
      if (!caller) return undefined;
      const how: Ended = report ? endedHow(report, told) : 'unmade';
      const code = report?.outcome === 'completed' ? '' : (report?.outcome ?? '');
      const isTimed = how === 'ok' || report?.outcome === 'provider-timeout';
      const times = report && isTimed ? report.tier : '';
      const latencyMs = Math.round(report?.latencyMs ?? 0);
      try {
        return await leave(clearance, caller, { how, code, latencyMs, times, told });
      } catch (error) {
        onTrouble(error); // its place in the air runs out
        if (how === 'account')
          alone.heard(model, { why: 'down', ms: accountPauseMs, code: code as ProblemCode });
        if (how === 'refused')
          alone.heard(model, { why: 'busy', ms: told.retryAfterMs ?? UNNAMED_MS, code: code as ProblemCode });
        return alone.hold(model);
      }
    },

    close: () => clearInterval(renewing),
  };
}
