import { randomUUID } from 'node:crypto';
import type { PhotoStore } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { describePhotoStore, type StoreSettings, somePhoto } from './contract.ts';
import type { RedisCommands } from './photo-hash.ts';
import { createRedisPhotoStore } from './redis-store.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

const storeAt = (prefix: string, settings: StoreSettings = {}): PhotoStore =>
  createRedisPhotoStore({ redis: redis.client, prefix, maxBytes: settings.maxBytes ?? 2 ** 20, ...settings });
const freshPrefix = () => `${redis.prefix}${randomUUID()}:`;
const keysOf = async (prefix: string) =>
  new Map([...(await redis.keys())].filter(([key]) => key.startsWith(prefix)));
const countedBytes = async (prefix: string) => Number(await redis.client.get(`${prefix}{jmj}:photos:bytes`));

describePhotoStore('Redis', (settings) => storeAt(freshPrefix(), settings));

test('every key has a TTL, and the photo is found under its hash', async () => {
  const prefix = freshPrefix();
  const store = storeAt(prefix, { ttlSeconds: 60 });
  const photo = somePhoto();
  await store.put(photo, 'one');
  await store.put(photo, 'two');
  const keys = await keysOf(prefix);
  expect([...keys.keys()].sort()).toEqual(
    [`photo:${photo.sha256}`, '{jmj}:photos:bytes', '{jmj}:photos:entries'].map((it) => prefix + it).sort(),
  );
  for (const ttl of keys.values()) {
    expect(ttl).toBeGreaterThan(50_000);
    expect(ttl).toBeLessThanOrEqual(61_000);
  }
});

test('the account outlives no entry: released photos leave nothing counted', async () => {
  const prefix = freshPrefix();
  const store = storeAt(prefix);
  const photos = Array.from({ length: 5 }, () => somePhoto());
  await Promise.all(photos.map((it) => store.put(it, 'one')));
  expect(await countedBytes(prefix)).toBe(5000);
  await Promise.all(photos.map((it) => store.release(it.sha256, 'one')));
  expect(await countedBytes(prefix)).toBe(0);
});

test('another holder makes the photo stay for its own whole time', async () => {
  const prefix = freshPrefix();
  const photo = somePhoto();
  await storeAt(prefix, { ttlSeconds: 5 }).put(photo, 'one');
  await storeAt(prefix, { ttlSeconds: 60 }).put(photo, 'two');
  for (const ttl of (await keysOf(prefix)).values()) expect(ttl).toBeGreaterThan(50_000);
});

test('several processes that put one photo at once count it once', async () => {
  const prefix = freshPrefix();
  const photo = somePhoto();
  const stores = Array.from({ length: 8 }, () => storeAt(prefix));
  await Promise.all(stores.map((it, at) => it.put(photo, `holder ${at}`)));
  expect(await countedBytes(prefix)).toBe(1000);
  await Promise.all(stores.map((it, at) => it.release(photo.sha256, `holder ${at}`)));
  expect(await countedBytes(prefix)).toBe(0);
});

test('the bytes travel once, for many puts at once and for later ones', async () => {
  let sent = 0;
  const counted: RedisCommands = {
    eval: (...call) => redis.client.eval(...call),
    hgetBuffer: (...call) => redis.client.hgetBuffer(...call),
    evalsha: (...call) => {
      sent += call.filter((it) => Buffer.isBuffer(it)).length;
      return redis.client.evalsha(...call);
    },
  };
  const store = createRedisPhotoStore({ redis: counted, prefix: freshPrefix(), maxBytes: 2 ** 20 });
  const photo = somePhoto();
  await Promise.all(Array.from({ length: 20 }, (_, at) => store.put(photo, `holder ${at}`)));
  await store.put(photo, 'a late one');
  expect(sent).toBe(1);
});

test('what was reserved and never written comes free with the TTL', async () => {
  const prefix = freshPrefix();
  const entry = `${somePhoto().sha256}:crashed:1000`;
  await redis.client.zadd(`${prefix}{jmj}:photos:entries`, Date.now() - 1, entry);
  await redis.client.set(`${prefix}{jmj}:photos:bytes`, 1000);
  await storeAt(prefix, { maxBytes: 1000 }).put(somePhoto(), 'one');
  expect(await countedBytes(prefix)).toBe(1000);
});

describe('when Redis has no memory left', () => {
  let tight: TestRedis;
  beforeAll(async () => {
    tight = await startTestRedis(['--maxmemory', '8mb', '--maxmemory-policy', 'noeviction']);
  });
  afterAll(() => tight.close());
  const tightStore = () =>
    createRedisPhotoStore({ redis: tight.client, prefix: tight.prefix, maxBytes: 2 ** 30 });
  const counted = async () => Number(await tight.client.get(`${tight.prefix}{jmj}:photos:bytes`));

  test('a photo is refused, nothing of it stays, and its bytes are given back', async () => {
    const store = tightStore();
    const photos = Array.from({ length: 20 }, () => somePhoto(1_000_000));
    const errors: unknown[] = [];
    for (const photo of photos) await store.put(photo, 'one').catch((error) => errors.push(error));

    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors)
      expect(error).toMatchObject({ code: 'photo-store-full', retryAfterMs: expect.any(Number) });
    const kept = photos.length - errors.length;
    expect(await counted()).toBe(kept * 1_000_000);
    const keys = [...(await tight.keys())];
    expect(keys.filter(([key]) => key.includes('photo:'))).toHaveLength(kept);
    for (const [, ttl] of keys) expect(ttl).toBeGreaterThan(0);

    await Promise.all(photos.map((it) => store.release(it.sha256, 'one')));
    expect(await counted()).toBe(0);
  });

  test('photos can still be let go, and their bytes come free', async () => {
    const store = tightStore();
    const photo = somePhoto();
    await store.put(photo, 'one');
    await tight.client.config('SET', 'maxmemory', '1');
    await expect(store.put(photo, 'two')).rejects.toMatchObject({ code: 'photo-store-full' });
    await store.release(photo.sha256, 'one');
    await tight.client.config('SET', 'maxmemory', '8mb');
    expect(await store.get(photo.sha256)).toBeUndefined();
    expect(await counted()).toBe(0);
  });
});

test('an error that is not about memory stays what it is', async () => {
  const prefix = freshPrefix();
  const photo = somePhoto();
  await redis.client.set(`${prefix}photo:${photo.sha256}`, 'not a hash', 'PX', 60_000);
  const refused = storeAt(prefix).put(photo, 'one');
  await expect(refused).rejects.toThrow('WRONGTYPE');
  await expect(refused).rejects.not.toMatchObject({ name: 'Failure' });
});
