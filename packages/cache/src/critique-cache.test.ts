import type { CachedCritique } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createCritiqueCache } from './critique-cache.ts';
import { encodeEntry } from './entry.ts';
import { FINGERPRINT, SHA256, someCached } from './fixtures/cached.ts';
import { critiqueKey } from './keys.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRedisStore } from './redis-store.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

const open = () => {
  const store = createRedisStore(redis.client, redis.prefix);
  return { store, critiques: createCritiqueCache(store) };
};

test('a critique comes back as it was put', async () => {
  const { critiques } = open();
  const cached = someCached();
  await critiques.put(FINGERPRINT, cached);
  expect(await critiques.get(FINGERPRINT)).toEqual(cached);
  expect(await critiques.get(`${FINGERPRINT}x`)).toBeUndefined();
});

test('that a critique was taken from a twin is remembered', async () => {
  const cache = createCritiqueCache(createMemoryStore(1_000_000));
  await cache.put(FINGERPRINT, { ...someCached(), reused: true });
  expect((await cache.get(FINGERPRINT))?.reused).toBe(true);
});

test('its key begins with analysis:, the hash, the tone and the language', async () => {
  await open().critiques.put(FINGERPRINT, someCached());
  expect([...(await redis.keys()).keys()]).toEqual([
    `${redis.prefix}analysis:${SHA256}:roast:fr:general:p1:local-1`,
  ]);
});

test.each([
  [60, 60],
  [86_400, 86_400],
  [172_800, 172_800],
  [172_801, 172_800],
  [10_000_000, 172_800],
])('one that is to live %i s has a TTL of %i s', async (seconds, ttl) => {
  await open().critiques.put(FINGERPRINT, someCached(seconds));
  const found = await redis.client.ttl(redis.prefix + critiqueKey(FINGERPRINT));
  expect(found).toBeGreaterThanOrEqual(ttl - 1);
  expect(found).toBeLessThanOrEqual(ttl);
});

test('one whose time is over is not stored', async () => {
  const { critiques } = open();
  await critiques.put('over', someCached(0));
  expect(await critiques.get('over')).toBeUndefined();
});

const whole = encodeEntry(someCached());
const changed = (at: number, byte: number) => Buffer.from(whole).fill(byte, at, at + 1);
const ill = { ...someCached().critique, score: 101 };
test.each([
  ['not compressed', Buffer.from(JSON.stringify(someCached()))],
  ['empty', Buffer.alloc(0)],
  ['cut off', whole.subarray(0, 100)],
  ['of another layout', changed(0, 99)],
  ['of a dictionary that is not known', changed(20, 255)],
  ['of more marks than it has bytes', changed(11, 255)],
  ['a critique out of bounds', encodeEntry({ ...someCached(), critique: ill })],
])('an entry that is %s is a miss', async (_what, bytes) => {
  const { critiques, store } = open();
  await store.set(critiqueKey('odd'), bytes, 60);
  expect(await critiques.get('odd')).toBeUndefined();
});

test('a store that cannot be read is a miss, and somebody is told', async () => {
  const told: unknown[] = [];
  const broken = { ...createMemoryStore(1000), get: () => Promise.reject(new Error('away')) };
  const critiques = createCritiqueCache(broken, { onUnreadable: (error) => told.push(error) });
  expect(await critiques.get(FINGERPRINT)).toBeUndefined();
  expect(told).toHaveLength(1);
});

test('a critique that could not be stored is told to whoever put it', async () => {
  const broken = { ...createMemoryStore(1000), set: () => Promise.reject(new Error('full')) };
  await expect(createCritiqueCache(broken).put(FINGERPRINT, someCached())).rejects.toThrow('full');
});

test('an entry is compressed', async () => {
  const cached: CachedCritique = someCached();
  cached.critique.summary = 'la lumière '.repeat(100);
  const { critiques, store } = open();
  await critiques.put(FINGERPRINT, cached);
  const stored = await store.get(critiqueKey(FINGERPRINT));
  expect(stored!.byteLength).toBeLessThan(JSON.stringify(cached).length / 2);
});
