import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TwinSketch } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { createCacheService } from '../cache-service.ts';
import { createRedisStore } from '../redis-store.ts';
import { createUserIndex } from '../user-index.ts';
import { createTwinIndex, type TwinIndexOptions } from './index.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());
afterEach(async () => {
  for (const key of (await redis.keys()).keys()) await redis.client.unlink(key);
});

const open = (options: Partial<TwinIndexOptions> = {}) =>
  createTwinIndex({
    redis: redis.client,
    store: createRedisStore(redis.client, redis.prefix),
    keyPrefix: redis.prefix,
    ...options,
  });

const hashOf = (name: string) => createHash('sha256').update(name).digest('hex');

/** A photo of that name, under these keys. */
const some = (name: string, keys: string[], ttlSeconds = 60) => ({
  sha256: hashOf(name),
  sketch: {
    descriptor: Buffer.from(`looks like ${name}`),
    keys: { store: keys, lookup: keys },
  } as TwinSketch,
  ttlSeconds,
});

const namesOf = (found: { descriptor: Uint8Array }[]) =>
  found.map(({ descriptor }) => Buffer.from(descriptor).toString().replace('looks like ', ''));

test('a photo is found under any of its keys, with its hash and its descriptor as they were', async () => {
  const index = open();
  await index.add('t', some('a', ['1', '2', '3', '4']));
  const found = await index.find('t', ['x', '3', 'y']);
  expect(found.map(({ sha256 }) => sha256)).toEqual([hashOf('a')]);
  expect(namesOf(found)).toEqual(['a']);
  expect(await index.find('t', ['x', 'y'])).toEqual([]);
  expect(await index.find('t', [])).toEqual([]);
});

test('a photo of another tenant is never found', async () => {
  const index = open();
  await index.add('one', some('a', ['1', '2']));
  expect(await index.find('two', ['1', '2'])).toEqual([]);
  expect(await index.forget('two', [hashOf('a')])).toBe(0);
  expect(namesOf(await index.find('one', ['1', '2']))).toEqual(['a']);
});

test('those that share the most keys come first, and no more than asked for', async () => {
  const index = open({ maxCandidates: 2 });
  await index.add('t', some('one key', ['1']));
  await index.add('t', some('three keys', ['1', '2', '3']));
  await index.add('t', some('two keys', ['1', '2']));
  expect(namesOf(await index.find('t', ['1', '2', '3']))).toEqual(['three keys', 'two keys']);
});

test('a key that many pictures share keeps the newest', async () => {
  const index = open({ membersPerKey: 3, maxCandidates: 100 });
  for (const n of [1, 2, 3, 4, 5]) await index.add('t', some(`${n}`, ['flat'], 60 + n));
  expect(namesOf(await index.find('t', ['flat']))).toEqual(['5', '4', '3']);
});

test('adding a photo again takes no more room', async () => {
  const index = open();
  await index.add('t', some('a', ['1', '2']));
  const before = [...(await redis.keys()).keys()].sort();
  await index.add('t', some('a', ['1', '2']));
  expect([...(await redis.keys()).keys()].sort()).toEqual(before);
  expect(await index.find('t', ['1', '2'])).toHaveLength(1);
});

test('a forgotten photo is not found any more, and the others are', async () => {
  const index = open();
  await index.add('t', some('a', ['1']));
  await index.add('t', some('b', ['1']));
  expect(await index.forget('t', [hashOf('a'), hashOf('unknown')])).toBe(1);
  expect(namesOf(await index.find('t', ['1']))).toEqual(['b']);
  const members = await redis.client.zrangeBuffer(
    [...(await redis.keys()).keys()].find((key) => key.endsWith(':1'))!,
    '0',
    '-1',
  );
  expect(members.map((it) => it.toString('hex'))).toEqual([hashOf('b')]);
});

test('everything has a time to live of 48 hours at most', async () => {
  await open().add('t', some('a', ['1', '2', '3', '4'], 1_000_000));
  const times = [...(await redis.keys()).values()];
  expect(times).toHaveLength(6);
  for (const ms of times) expect(ms > 0 && ms <= 172_800_000).toBe(true);
});

test('a photo is forgotten after its time, also under a key that newer ones keep alive', async () => {
  const index = open();
  await index.add('t', some('short', ['1'], 1));
  await pause(1100);
  await index.add('t', some('long', ['1'], 60));
  expect(namesOf(await index.find('t', ['1']))).toEqual(['long']);
  const [set] = [...(await redis.keys()).keys()].filter((key) => !/descriptor|:sets:/.test(key));
  expect(await redis.client.zcard(set!)).toBe(1);
});

test('a look-up takes two round trips, however many keys it asks for', async () => {
  const client = new Redis(redis.url, { enableAutoPipelining: true });
  const index = open({ redis: client, store: createRedisStore(client, redis.prefix) });
  const keys = Array.from({ length: 32 }, (_, n) => `k${n}`);
  for (const n of [1, 2, 3]) await index.add('t', some(`${n}`, keys.slice(0, 4)));
  await client.ping();
  const reads = async () => Number(/total_reads_processed:(\d+)/.exec(await redis.client.info('stats'))?.[1]);
  const before = await reads();
  const found = await index.find('t', keys);
  const taken = (await reads()) - before - 1; // without the question itself
  client.disconnect();
  expect(found).toHaveLength(3);
  expect(taken).toBe(2);
});

test('a set that is not ours is an error, for the caller to take as a miss', async () => {
  const index = open();
  await index.add('t', some('a', ['1']));
  const [set] = [...(await redis.keys()).keys()].filter((key) => !/descriptor|:sets:/.test(key));
  await redis.client.set(set!, 'a string');
  await expect(index.find('t', ['1'])).rejects.toThrow('WRONGTYPE');
  await expect(index.add('t', some('b', ['1']))).rejects.toThrow('WRONGTYPE');
});

test('a server that is away is an error at once', async () => {
  const dead = new Redis('redis://127.0.0.1:1', { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  dead.on('error', () => {});
  const index = open({ redis: dead, store: createRedisStore(dead) });
  const from = performance.now();
  const asked = await Promise.allSettled([index.find('t', ['1']), index.add('t', some('a', ['1']))]);
  dead.disconnect();
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(performance.now() - from).toBeLessThan(500);
});

describe('beside the critiques', () => {
  const service = () =>
    createCacheService({
      store: createRedisStore(redis.client, redis.prefix),
      users: createUserIndex(redis.client, redis.prefix),
      tenant: 't',
      onError: (error) => {
        throw error;
      },
    });

  test("erasing a user removes what that user's photos look like, and counts only critiques", async () => {
    const index = open();
    for (const name of ['theirs', 'others']) await index.add('t', some(name, ['1']));
    await service().cacheAnalysis(hashOf('theirs'), {}, 'roast', 'fr', 60, 'ulla');
    await service().cacheAnalysis(hashOf('theirs'), {}, 'learning', 'fr', 60, 'ulla');
    expect(await service().invalidateUserCache('ulla')).toBe(2);
    expect(namesOf(await index.find('t', ['1']))).toEqual(['others']);
  });

  test('clearing the cache empties the index', async () => {
    await open().add('t', some('a', ['1', '2']));
    expect(await service().clearCache()).toBe(0);
    expect([...(await redis.keys()).keys()]).toEqual([]);
  });
});
