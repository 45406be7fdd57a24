import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { openConnections, someHash } from './fixtures/bench.ts';
import { createQuarantine } from './quarantine.ts';

let redis: TestRedis;
const connections = openConnections(() => redis.url);
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(async () => {
  connections.close();
  await redis.close();
});
afterEach(async () => void (await open().clear()));

const open = (ttlMs?: number) => createQuarantine(connections.open('wait'), redis.prefix, ttlMs);

test('a photo is in quarantine until it is let go, and no other is', async () => {
  const quarantine = open();
  const [poison, other] = [someHash(), someHash()];
  await quarantine.add(poison, 'job 1', 3);
  await quarantine.add(other, 'job 2', 3);
  expect(await quarantine.has(poison)).toBe(true);
  expect(await quarantine.has(someHash())).toBe(false);
  expect(await quarantine.list()).toMatchObject([
    { sha256: other, why: 'job 2', deaths: 3 },
    { sha256: poison, why: 'job 1' },
  ]);
  expect(await quarantine.clear(poison)).toBe(1);
  expect(await quarantine.clear(poison)).toBe(0);
  expect(await quarantine.has(poison)).toBe(false);
  expect(await quarantine.clear()).toBe(1);
  expect(await quarantine.list()).toEqual([]);
});

test('its keys expire within 48 hours, and a photo whose time is over is free although others came after', async () => {
  const quarantine = open(100);
  const [early, late] = [someHash(), someHash()];
  await quarantine.add(early, 'job 1', 3);
  await pause(120);
  await open().add(late, 'job 2', 3);
  expect(await quarantine.has(early)).toBe(false);
  expect((await quarantine.list()).map(({ sha256 }) => sha256)).toEqual([late]);
  for (const ttl of (await redis.keys()).values()) {
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(172_800_000);
  }
});
