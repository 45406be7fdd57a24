import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createRoomyStore } from './roomy-store.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis(['--cluster-enabled', 'yes']);
  await redis.client.cluster('ADDSLOTSRANGE', 0, 16383);
  while (!String(await redis.client.cluster('INFO')).includes('cluster_state:ok')) await pause(20);
});
afterAll(() => redis.close());

test('a Cluster takes every command and script: none names keys of two slots', async () => {
  const store = createRoomyStore(redis.client, { maxBytes: 200_000, keyPrefix: redis.prefix });
  const keys = Array.from({ length: 300 }, (_, n) => `analysis:${n}`);
  await expect(redis.client.unlink(...keys)).rejects.toThrow('CROSSSLOT'); // this server would notice
  await Promise.all(keys.map((key) => store.set(key, randomBytes(1500), 600)));
  await store.touch(keys);
  await pause(100); // rounds go on behind the writes
  const { entries, evictions, bytes } = await store.occupancy();
  expect(entries + evictions).toBe(300);
  expect(bytes).toBeLessThanOrEqual(200_000);
  expect(await store.delete(keys)).toBe(entries);
  expect((await store.occupancy()).bytes).toBe(0);
});
