import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import type { ByteStore } from '../byte-store.ts';
import { describeByteStore } from '../contract.ts';
import { createMemoryStore } from '../memory-store.ts';
import { createRedisStore } from '../redis-store.ts';
import { NoRoom } from './refusal.ts';
import { createRoomyStore } from './roomy-store.ts';
import { createSpillingStore } from './spilling-store.ts';

const MB = 1024 * 1024;
let main: TestRedis;
let queue: TestRedis;
beforeAll(async () => {
  const flags = ['--maxmemory', '0', '--maxmemory-policy', 'noeviction'];
  [main, queue] = await Promise.all([startTestRedis(flags), startTestRedis(flags)]);
});
beforeEach(async () => {
  await main.client.config('SET', 'maxmemory', '0');
  await main.client.flushall();
});
afterAll(() => Promise.all([main.close(), queue.close()]));

const keyOf = (n: number) => `analysis:${n}`;
const room = (maxBytes = 4 * MB) => createRoomyStore(main.client, { maxBytes, keyPrefix: main.prefix });
const used = async () => Number(/used_memory:(\d+)/.exec(await main.client.info('memory'))?.[1]);
/** The server has so many bytes less than it uses (or more, when negative). */
const squeeze = async (bytes: number) =>
  main.client.config('SET', 'maxmemory', String((await used()) - bytes));

test('a server without memory takes an entry in the place of older ones', async () => {
  const store = room();
  for (let n = 0; n < 500; n++) await store.set(keyOf(n), randomBytes(2000), 600);
  await squeeze(50_000);
  await expect(main.client.set('photo:x', randomBytes(1000))).rejects.toThrow('OOM');
  await store.set('new', randomBytes(2000), 600);
  expect(await store.get('new')).toBeDefined();
  expect((await store.occupancy()).evictions).toBeGreaterThan(10);
});

test('with nothing of its own to give, the refusal is told after bounded work, and nothing stays counted', async () => {
  await squeeze(100_000);
  const store = room();
  await expect(store.set('new', randomBytes(2000), 600)).rejects.toThrow(/OOM/);
  expect(await store.occupancy()).toMatchObject({ entries: 0, bytes: 0 });
});

test('on a server that runs full the cache gives way to the others', async () => {
  const store = room(8 * MB);
  for (let n = 0; n < 3000; n++) await store.set(keyOf(n), randomBytes(2000), 600);
  await squeeze(-500_000); // some 95 % full
  const before = (await store.occupancy()).bytes;
  await pause(1000); // the server is asked once a second
  for (let n = 0; n < 60; n++) await store.set(`later:${n}`, randomBytes(2000), 600);
  const after = (await store.occupancy()).bytes;
  expect(before - after).toBeGreaterThan(150_000);
  expect(await store.get('later:59')).toBeDefined();
});

const refusing = (error: Error): ByteStore => ({
  ...createMemoryStore(1000),
  set: () => Promise.reject(error),
});

describeByteStore('a store that spills', () =>
  createSpillingStore(createMemoryStore(MB), createMemoryStore(MB)),
);
describeByteStore('a store that spills everything', () =>
  createSpillingStore(refusing(new NoRoom('full')), createMemoryStore(MB)),
);

test('what a cache without memory refuses is read from the other server, for ten minutes', async () => {
  await squeeze(100_000);
  const refusals: unknown[] = [];
  const store = createSpillingStore(
    createRedisStore(main.client, main.prefix),
    createRedisStore(queue.client, queue.prefix),
    { onSpill: (refusal) => refusals.push(refusal) },
  );
  await store.set('k', Uint8Array.of(1, 2, 3), 86_400);
  expect([...(await store.get('k'))!]).toEqual([1, 2, 3]);
  expect(await queue.client.ttl(`${queue.prefix}k`)).toBe(600);
  expect(String(refusals[0])).toMatch(/OOM/);
  expect(await store.delete(['k'])).toBe(1);
  expect(await store.get('k')).toBeUndefined();
});

test('a refused rewrite never leaves the older entry to be read', async () => {
  const first = createMemoryStore(MB);
  await first.set('k', Uint8Array.of(1), 60);
  const broken: ByteStore = { ...first, set: () => Promise.reject(new NoRoom('full')) };
  const store = createSpillingStore(broken, createMemoryStore(MB));
  await store.set('k', Uint8Array.of(2), 60);
  expect([...(await store.get('k'))!]).toEqual([2]);
});

test('a store that is away has not refused: the caller hears of it', async () => {
  const spill = createMemoryStore(MB);
  const store = createSpillingStore(refusing(new Error('Connection is closed.')), spill);
  await expect(store.set('k', Uint8Array.of(1), 60)).rejects.toThrow('closed');
  expect(await spill.get('k')).toBeUndefined();
});
