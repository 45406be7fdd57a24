import { randomUUID } from 'node:crypto';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { describeByteStore } from './contract.ts';
import { createFallbackStore } from './fallback-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRedisStore } from './redis-store.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

const memory = () => createMemoryStore(1_000_000);
const onRedis = () => createRedisStore(redis.client, `${redis.prefix}${randomUUID()}:`);
const fallback = (up: boolean) =>
  createFallbackStore(onRedis(), memory(), { isUp: () => up, onDown: () => {}, onUp: () => {} });

describeByteStore('memory', memory);
describeByteStore('Redis', onRedis);
describeByteStore('Redis, with memory to fall back to', () => fallback(true));
describeByteStore('memory, while Redis is away', () => fallback(false));

test('Redis is told the TTL with the entry', async () => {
  await createRedisStore(redis.client, redis.prefix).set('ttl', Uint8Array.of(1), 100);
  expect(await redis.client.ttl(`${redis.prefix}ttl`)).toBe(100);
});

test('facts of the Redis server come with its statistics', async () => {
  const { server, bytes } = await onRedis().stats('x');
  expect(Number(server?.used_memory)).toBe(bytes);
  expect(server?.maxmemory_policy).toBe('noeviction');
});

test('memory stays under its limit, and the least recently used leaves first', async () => {
  const store = createMemoryStore(1000);
  for (const key of ['a', 'b', 'c']) await store.set(key, new Uint8Array(299), 60);
  await store.get('a');
  await store.set('d', new Uint8Array(299), 60);
  expect(await store.get('b')).toBeUndefined();
  expect(await store.get('a')).toBeDefined();
  expect((await store.stats('')).bytes).toBeLessThanOrEqual(1000);
});
