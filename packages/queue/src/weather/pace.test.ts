import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { openConnections } from '../fixtures/bench.ts';
import { createWeather, type FleetWeather } from './weather.ts';

const SLOTS = 16;
const LATENCY_MS = 40;

let redis: TestRedis;
let fleet: FleetWeather[];
const connections = openConnections(() => redis.url);

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(() => {
  const onTrouble = (error: unknown) => {
    throw error;
  };
  fleet = [1, 2].map(() =>
    createWeather({
      redis: connections.open('wait'),
      keyPrefix: redis.prefix,
      onChange: () => {},
      onTrouble,
    }),
  );
});
afterEach(() => {
  for (const one of fleet) one.close();
  connections.close();
});
afterAll(() => redis.close());

interface Counted {
  ok: number;
  refused: number;
}

/** Two workers that call as fast as they are let; `refuses` is asked of each call. Stops after `ms`. */
function callFor(ms: number, model: string, refuses: () => boolean) {
  const until = Date.now() + ms;
  const counted: Counted = { ok: 0, refused: 0 };
  async function slot(n: number): Promise<void> {
    const weather = fleet[n % fleet.length]!;
    while (Date.now() < until) {
      const caller = { jobId: randomUUID() };
      const clearance = await weather.enter({ model, tier: 'default', tokens: 10 }, caller);
      if ('why' in clearance) {
        await pause(Math.min(clearance.ms, 1000));
        continue;
      }
      const isRefused = refuses();
      await pause(LATENCY_MS);
      counted[isRefused ? 'refused' : 'ok'] += 1;
      const outcome = isRefused ? 'provider-rate-limited' : 'completed';
      // Its job waits; the slot is another's.
      await weather.leave(clearance, { outcome, tier: 'default', latencyMs: LATENCY_MS });
    }
  }
  return Promise.all(Array.from({ length: SLOTS }, (_, n) => slot(n))).then(() => counted);
}

const shareOf = ({ ok, refused }: Counted): number => refused / (ok + refused);

test('a limit that nobody tells is learned from refusals: hardly any are left, and little of the limit is', async () => {
  const [model, perSecond] = ['limited', 40];
  let [level, at] = [perSecond, Date.now()];
  const refuses = () => {
    level = Math.min(perSecond, level + ((Date.now() - at) * perSecond) / 1000);
    at = Date.now();
    if (level < 1) return true;
    level -= 1;
    return false;
  };
  await callFor(3000, model, refuses);
  const steady = await callFor(3000, model, refuses);
  expect(shareOf(steady)).toBeLessThan(0.1);
  expect(steady.ok / 3).toBeGreaterThan(0.6 * perSecond);
}, 30_000);

test('refusals that come whatever the load do not slow it down', async () => {
  const model = 'moody';
  const floor = await callFor(2000, model, () => false);
  let calls = 0;
  // One in five, in no order.
  const refuses = () => (calls++ * 7919) % 10 < 2;
  await callFor(6000, model, refuses);
  const steady = await callFor(2000, model, refuses);
  expect(shareOf(steady)).toBeGreaterThan(0.1);
  expect(steady.ok).toBeGreaterThan(0.5 * floor.ok);
}, 30_000);
