import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createCritiqueCache } from '../critique-cache.ts';
import { FINGERPRINT, someCached } from '../fixtures/cached.ts';
import { critiqueKey } from '../keys.ts';
import { createRedisStore } from '../redis-store.ts';
import { createRedisProlong, type Prolong } from './prolong.ts';
import { createRefreshAhead } from './refresh.ts';
import { createRedisRewrite } from './rewrite.ts';

const HOUR_MS = 3_600_000;
const TTL_SECONDS = 86_400;
const KEY = critiqueKey(FINGERPRINT);

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterEach(() => redis.client.flushdb());
afterAll(() => redis.close());

function open(options: { prolong?: Prolong; minAsked?: number } = {}) {
  const store = createRedisStore(redis.client, redis.prefix);
  const told: string[] = [];
  const errors: unknown[] = [];
  const refresh = createRefreshAhead({
    store,
    prolong: options.prolong ?? createRedisProlong(redis.client, redis.prefix),
    ttlSeconds: TTL_SECONDS,
    minAsked: options.minAsked,
    onChanged: async (key) => void told.push(key),
    onError: (error) => void errors.push(error),
  });
  const critiques = createCritiqueCache(store, {
    onHit: refresh.asked,
    rewrite: createRedisRewrite(redis.client, redis.prefix),
  });
  const ask = async (times: number) => {
    for (let n = 0; n < times; n++) await critiques.ready(FINGERPRINT);
    await pause(50); // what there is to do is done behind the answer
  };
  return { critiques, ask, told, errors };
}

/** A critique with so many hours left, judged so many hours ago. */
function aged(leftHours: number, judgedHours: number) {
  const now = Date.now();
  return {
    ...someCached(),
    judgedAt: new Date(now - judgedHours * HOUR_MS).toISOString(),
    expiresAt: new Date(now + leftHours * HOUR_MS).toISOString(),
  };
}

const hoursLeft = async () => (await redis.client.pttl(redis.prefix + KEY)) / HOUR_MS;

test('a critique near its end that is asked for three times gets another TTL, whole and in every process', async () => {
  const { critiques, ask, told } = open();
  const cached = aged(4, 20);
  await critiques.put(FINGERPRINT, cached);
  await ask(2);
  expect(await hoursLeft()).toBeCloseTo(4, 1);
  expect(told).toEqual([]);
  await ask(1);
  expect(await hoursLeft()).toBeCloseTo(24, 1);
  expect(told).toEqual([KEY]);

  const found = await critiques.get(FINGERPRINT);
  const hours = (Date.parse(found?.expiresAt ?? '') - Date.now()) / HOUR_MS;
  expect(hours).toBeCloseTo(24, 1);
  expect({ ...found, expiresAt: '' }).toEqual({ ...cached, expiresAt: '' });
});

test('however often it is asked for, it is gone 47 hours after it was judged', async () => {
  const { critiques, ask, told } = open();
  await critiques.put(FINGERPRINT, aged(4, 39));
  await ask(3);
  expect(await hoursLeft()).toBeCloseTo(8, 1);
  await critiques.put(FINGERPRINT, aged(1, 46));
  await ask(20);
  expect(await hoursLeft()).toBeCloseTo(1, 1);
  expect(told.length).toBe(1);
});

test('one that has more than a fifth of its time left is not touched', async () => {
  const { critiques, ask, told } = open();
  await critiques.put(FINGERPRINT, aged(5, 19));
  await ask(20);
  expect(await hoursLeft()).toBeCloseTo(5, 1);
  expect(told).toEqual([]);
});

test('one that was erased meanwhile stays erased', async () => {
  const real = createRedisProlong(redis.client, redis.prefix);
  const { critiques, ask, told } = open({
    prolong: async (...args) => {
      await redis.client.del(redis.prefix + KEY);
      return real(...args);
    },
  });
  await critiques.put(FINGERPRINT, aged(4, 20));
  await ask(3);
  expect(await redis.client.exists(redis.prefix + KEY)).toBe(0);
  expect(told).toEqual([]);
});

test('a mark that another tenant leaves meanwhile is kept', async () => {
  const real = createRedisProlong(redis.client, redis.prefix);
  const other = 'fedcba9876543210';
  const { critiques, ask } = open({
    prolong: async (...args) => {
      await critiques.markShown(FINGERPRINT, other);
      return real(...args);
    },
  });
  await critiques.put(FINGERPRINT, aged(4, 20));
  await ask(3);
  expect((await critiques.get(FINGERPRINT))?.shownBy).toContain(other);
  expect(await hoursLeft()).toBeCloseTo(24, 1);
});

test('two processes give it more time once', async () => {
  const [one, two] = [open(), open()];
  await one.critiques.put(FINGERPRINT, aged(4, 20));
  await Promise.all([one.ask(3), two.ask(3)]);
  expect(one.told.length + two.told.length).toBe(1);
});

test('what fails is told, harms no answer, and is tried again after as many requests', async () => {
  let fails = true;
  const real = createRedisProlong(redis.client, redis.prefix);
  const { critiques, ask, errors } = open({
    minAsked: 2,
    prolong: async (...args) => {
      if (fails) throw new Error('READONLY');
      return real(...args);
    },
  });
  await critiques.put(FINGERPRINT, aged(4, 20));
  await ask(2);
  expect(errors).toEqual([new Error('READONLY')]);
  expect(await critiques.ready(FINGERPRINT)).toBeDefined();
  fails = false;
  await ask(1);
  expect(await hoursLeft()).toBeCloseTo(24, 1);
});
