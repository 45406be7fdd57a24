import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createRoomyStore } from './roomy-store.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

const [OLD, NEW, OTHER] = ['head-1 ', 'head-2 ', 'head-3 '].map((text) => Buffer.from(text)) as Buffer[] as [
  Buffer,
  Buffer,
  Buffer,
];
const text = Buffer.from('and the rest');

test('an entry that is given more time stays counted after its old end, and another head changes nothing', async () => {
  const store = createRoomyStore(redis.client, { maxBytes: 1_048_576, keyPrefix: redis.prefix });
  await store.set('a', Buffer.concat([OLD, text]), 1);
  const before = await store.occupancy();
  expect(await store.prolong('a', OTHER, NEW, Date.now() + 60_000)).toBe(false);
  expect(await store.prolong('a', OLD, NEW, Date.now() + 60_000)).toBe(true);
  expect(await store.prolong('gone', OLD, NEW, Date.now() + 60_000)).toBe(false);

  await pause(2100);
  await store.set('b', text, 60); // a write clears away what has expired
  expect(Buffer.from((await store.get('a')) ?? []).toString()).toBe('head-2 and the rest');
  expect(await redis.client.ttl(`${redis.prefix}a`)).toBeGreaterThan(50);
  const after = await store.occupancy();
  expect(after.bytes).toBeGreaterThan(before.bytes);
  expect(after.expiries).toBe(0);
});
