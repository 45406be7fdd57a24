import { createStatistics } from '@jmj/cache/stats';
import type { PhotoType } from '@jmj/contracts';
import type { Asked, CountedEvent } from '@jmj/core';
import { seededRandom } from '@jmj/testing/random';
import type { Redis } from 'ioredis';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Never: flushing is ours. */
const FLUSH_MS = DAY_MS;
const CALL_USD = 0.0021;

const TYPES: readonly PhotoType[] = [
  'portrait',
  'landscape',
  'street',
  'general',
  'night',
  'wedding',
  'food',
];

function someAsked(chance: () => number): Asked {
  const tone = chance();
  const language = chance();
  return {
    tone: tone < 0.55 ? 'roast' : tone < 0.85 ? 'professional' : 'learning',
    language: language < 0.6 ? 'fr' : language < 0.9 ? 'en' : 'es',
    photoType: TYPES[Math.floor(TYPES.length * chance() ** 2)] ?? 'other',
  };
}

/** What one request leads to: about three of four are known, one in six of them as a twin. */
function* request(chance: () => number): Generator<CountedEvent> {
  const asked = someAsked(chance);
  const kind = chance();
  if (kind < 0.38) yield { type: 'hit', from: 'exact', asked, ms: 1 + 4 * chance(), savedUsd: CALL_USD };
  else if (kind < 0.62)
    yield { type: 'hit', from: 'l1', asked, ms: 0.2 + 0.4 * chance(), savedUsd: CALL_USD };
  else if (kind < 0.66) yield { type: 'joined', asked };
  else {
    yield { type: 'missed', asked };
    const ms = 1800 + 3800 * chance() ** 2;
    if (kind < 0.78)
      yield { type: 'reused', from: 'twin', asked, analyses: 1, ms: ms / 9, savedUsd: CALL_USD };
    else yield { type: 'judged', asked, analyses: 1, ms, costUsd: CALL_USD * (0.8 + 0.4 * chance()) };
  }
}

/** Busier by day than by night, and on some days than on others. */
const busyness = (at: number): number => {
  const hour = (at % DAY_MS) / HOUR_MS;
  return 0.15 + Math.max(0, Math.sin(((hour - 5) / 19) * Math.PI)) ** 2 * (1 + 0.25 * Math.sin(at / DAY_MS));
};

/** A week of requests as a fleet would have counted them, up to now, with one busy minute in it. */
export async function countTraffic(redis: Redis, keyPrefix: string): Promise<void> {
  const clock = { now: 0 };
  const recorder = createStatistics({ redis, keyPrefix, flushMs: FLUSH_MS, now: () => clock.now });
  const chance = seededRandom(7);
  const until = Date.now();
  async function count(at: number, requests: number): Promise<void> {
    clock.now = at;
    for (let n = 0; n < requests; n++) for (const event of request(chance)) recorder.count(event);
    await recorder.flush();
  }
  for (let at = until - 7 * DAY_MS; at <= until; at += at < until - DAY_MS ? HOUR_MS : 5 * MINUTE_MS) {
    const share = at < until - DAY_MS ? 1 : 1 / 12;
    await count(at, Math.round(900 * share * busyness(at) * (0.8 + 0.4 * chance())));
  }
  await count(until - 19 * HOUR_MS, 1700);
  // Enough to conclude from, also in the first minutes of a month.
  await count(until, 200);
  recorder.count({ type: 'expired', entries: 1260 });
  recorder.count({ type: 'evicted', entries: 384 });
  recorder.count({ type: 'failed', code: 'provider-timeout', analyses: 3 });
  await recorder.close();
}
