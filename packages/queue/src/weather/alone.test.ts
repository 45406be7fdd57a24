import { setTimeout as pause } from 'node:timers/promises';
import type { CallTold, Clearance, Hold } from '@jmj/core';
import { startTestRedis, type TestRedis, testWithServer } from '@jmj/testing/redis';
import { openConnections } from '../fixtures/bench.ts';
import { createWeather, type FleetWeather } from './weather.ts';

let redis: TestRedis;
let alone: FleetWeather;
let troubles: unknown[];
const connections = openConnections(() => redis.url);
const model = 'm';
const redisTest = testWithServer('a Redis that refuses');

beforeEach(async () => {
  redis = await startTestRedis(['--appendonly', 'no']); // of our own: it is filled, and stopped
  troubles = [];
  alone = createWeather({
    ...{ redis: connections.open('wait'), keyPrefix: redis.prefix, accountPauseMs: 60_000 },
    ...{ onChange: () => {}, onTrouble: (error) => troubles.push(error) },
  });
});
afterEach(async () => {
  alone.close();
  connections.close();
  await redis.close();
});

const isHold = (it: Clearance | Hold): it is Hold => 'why' in it;
const enter = () => alone.enter({ model, tier: 'default', tokens: 100 }, { jobId: 'job' });
type Outcome = NonNullable<Parameters<FleetWeather['leave']>[1]>['outcome'];
const end = (it: Clearance, outcome: Outcome, told?: CallTold) =>
  alone.leave(it, { outcome, tier: 'default', latencyMs: 10 }, told);

describe('while Redis takes no writes', () => {
  const refuseWrites = () => redis.client.config('SET', 'maxmemory', '1');

  redisTest('a process keeps to the pause it heard of last', async () => {
    await end((await enter()) as Clearance, 'provider-quota');
    await refuseWrites();
    expect(await enter()).toMatchObject({ why: 'down', code: 'provider-quota' });
    expect(troubles).toHaveLength(1);
  });

  redisTest.each([
    ['a refused account', 'provider-unauthorized', undefined, 'down', 50_000],
    ['a named pause', 'provider-rate-limited', { retryAfterMs: 30_000 }, 'busy', 20_000],
  ] as const)(
    'it makes the calls it has jobs for, and stops by itself at %s',
    async (_name, code, told, why, least) => {
      await refuseWrites();
      const [one, two] = [await enter(), await enter()];
      expect([one, two].map(isHold)).toEqual([false, false]);
      expect(await end(one as Clearance, code, told)).toMatchObject({ why, code });
      const held = (await enter()) as Hold;
      expect(held).toMatchObject({ why, code });
      expect(held.ms).toBeGreaterThan(least);
      await end(two as Clearance, 'completed');
    },
  );
});

redisTest(
  'a call waits for a Redis that is away, and is not made without it',
  async () => {
    await alone.look(model, { jobId: 'job' });
    await redis.server?.stop();
    const entering = enter().then(() => 'entered');
    expect(await Promise.race([entering, pause(1000, 'waits')])).toBe('waits');
    await redis.server?.start();
    expect(await entering).toBe('entered');
    expect(troubles).toEqual([]);
  },
  20_000,
);
