import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { describeByteStore } from '../contract.ts';
import { createLedger } from './ledger.ts';
import { NoRoom } from './refusal.ts';
import { createRoomyStore } from './roomy-store.ts';

let redis: TestRedis;
let keyPrefix: string;
beforeAll(async () => {
  redis = await startTestRedis(['--maxmemory', '64mb', '--maxmemory-policy', 'noeviction']);
});
beforeEach(() => {
  keyPrefix = `${redis.prefix}${randomUUID()}:`;
});
afterAll(() => redis.close());

const open = (maxBytes: number) => createRoomyStore(redis.client, { maxBytes, keyPrefix });
const index = () => `{${keyPrefix}jmj:cache}:index`;
const account = () => `{${keyPrefix}jmj:cache}:account`;
const photoKey = (n: number) => `analysis:${String(n).padStart(64, '0')}:roast:fr:general:p1:gpt-6-luna`;
const usedMemory = async () =>
  Number(/used_memory:(\d+)/.exec(await redis.client.info('memory'))?.[1] ?? Number.NaN);
const inBatches = async (count: number, work: (n: number) => Promise<unknown>) => {
  for (let from = 0; from < count; from += 50)
    await Promise.all(Array.from({ length: Math.min(50, count - from) }, (_, n) => work(from + n)));
};

describeByteStore('Redis with a limit', () => open(20_000_000));

test('the account stays under the limit at every moment, whatever is written', async () => {
  const maxBytes = 500_000;
  const store = open(maxBytes);
  let most = 0;
  await inBatches(1500, async (n) => {
    await store.set(photoKey(n), randomBytes(200 + (n % 7) * 700), 600);
    most = Math.max(most, (await store.occupancy()).bytes);
  });
  expect(most).toBeLessThanOrEqual(maxBytes);
  expect(most).toBeGreaterThan(maxBytes * 0.95);
  await pause(100); // rounds go on behind the writes
  const { entries, evictions } = await store.occupancy();
  expect(entries + evictions).toBe(1500);
  const there = await Promise.all(Array.from({ length: 1500 }, (_, n) => store.get(photoKey(n))));
  expect(there.filter(Boolean)).toHaveLength(entries);
});

test('the account is within 3 % of what Redis really uses for it', async () => {
  await pause(300);
  const before = await usedMemory();
  const store = open(60_000_000);
  await inBatches(6000, (n) => store.set(photoKey(n), randomBytes(1200 + (n % 1200)), 600));
  const real = (await usedMemory()) - before;
  const { bytes } = await store.occupancy();
  expect(bytes / real).toBeGreaterThan(0.97);
  expect(bytes / real).toBeLessThan(1.03);
});

test('what is read stays, what is idle leaves', async () => {
  const store = open(400_000);
  const hot = Array.from({ length: 20 }, (_, n) => photoKey(n));
  const touched = Array.from({ length: 20 }, (_, n) => photoKey(100 + n));
  for (const key of [...hot, ...touched]) await store.set(key, randomBytes(1500), 600);
  for (let n = 0; n < 100; n++) await store.set(photoKey(1000 + n), randomBytes(1500), 600);
  await pause(2100); // Redis tells idleness in whole seconds
  for (const key of hot) await store.get(key);
  await store.touch(touched);
  for (let n = 0; n < 130; n++) await store.set(photoKey(2000 + n), randomBytes(1500), 600);
  const kept = await Promise.all([...hot, ...touched].map((key) => redis.client.exists(keyPrefix + key)));
  expect(kept.filter(Boolean)).toHaveLength(40);
});

test('an entry written again is counted once, with its last size', async () => {
  const store = open(1_000_000);
  await store.set('k', randomBytes(5000), 600);
  const large = (await store.occupancy()).bytes;
  await store.set('k', randomBytes(500), 60);
  const { entries, bytes } = await store.occupancy();
  expect(entries).toBe(1);
  expect(large - bytes).toBeGreaterThan(4000);
  await store.delete(['k']);
  expect((await store.occupancy()).bytes).toBe(0);
});

test('what has expired is given back by the next writes, a bounded number at a time', async () => {
  const store = open(1_000_000);
  await store.set('long', randomBytes(10), 60);
  await inBatches(50, (n) => store.set(photoKey(n), randomBytes(1000), 1));
  await pause(3100);
  await store.set('a', randomBytes(10), 60);
  expect(await redis.client.zcard(index())).toBe(1 + 50 - 32 + 1);
  await store.set('b', randomBytes(10), 60);
  expect(await redis.client.zcard(index())).toBe(3);
  expect((await store.occupancy()).expiries).toBe(50);
  expect((await store.occupancy()).bytes).toBeLessThan(2000);
});

test('lines without entries, as a crash or a DEL by hand leaves them, make room for what comes', async () => {
  const store = open(400_000);
  for (let n = 0; n < 300; n++) await store.set(photoKey(n), randomBytes(1500), 600);
  const counted = await redis.client.zrange(index(), '0', '-1');
  await redis.client.unlink(...counted);
  await inBatches(300, (n) => store.set(photoKey(500 + n), randomBytes(1500), 600));
  expect((await store.occupancy()).bytes).toBeLessThanOrEqual(400_000);
  const left = (await redis.client.zmscore(index(), ...counted)).filter((score) => score !== null);
  expect(left).toEqual([]);
});

test('an entry that another process is just writing keeps its line', async () => {
  const store = open(20_000);
  const other = createLedger(redis.client, keyPrefix);
  await other.reserve(`${keyPrefix}soon`, 10, 600, 10_000);
  for (let n = 0; n < 40; n++) await store.set(photoKey(n), randomBytes(1500), 600);
  expect(await redis.client.zscore(index(), `${keyPrefix}soon`)).not.toBeNull();
});

test('an index that was lost starts anew, and entries that nobody counts are adopted', async () => {
  const store = open(1_000_000);
  for (let n = 0; n < 20; n++) await store.set(photoKey(n), randomBytes(1000), 600);
  const before = await store.occupancy();
  await redis.client.unlink(index());
  expect((await store.occupancy()).bytes).toBe(0);
  expect(await store.adopt('analysis:')).toBe(20);
  expect(await store.adopt('analysis:')).toBe(0);
  expect((await store.occupancy()).bytes).toBe(before.bytes);
});

test('under a lowered limit the first write finds room, and `adopt` keeps the limit before any', async () => {
  const before = open(4_000_000);
  await inBatches(1000, (n) => before.set(photoKey(n), randomBytes(1500), 600));
  const written = open(300_000);
  await written.set('new', randomBytes(1500), 600);
  expect(await written.get('new')).toBeDefined();
  expect((await written.occupancy()).bytes).toBeLessThanOrEqual(300_000);
  const adopted = open(100_000);
  expect(await adopted.adopt('analysis:')).toBe(0);
  const { bytes } = await adopted.occupancy();
  expect(bytes).toBeLessThanOrEqual(100_000);
  expect(bytes).toBeGreaterThan(20_000);
});

test('an entry larger than the whole cache is refused, and nothing is evicted for it', async () => {
  const store = open(100_000);
  await store.set('k', randomBytes(1000), 60);
  await expect(store.set('huge', randomBytes(100_001), 60)).rejects.toThrow(NoRoom);
  expect(await store.get('k')).toBeDefined();
});

test('deleting and clearing give the room back', async () => {
  const store = open(1_000_000);
  for (let n = 0; n < 30; n++) await store.set(photoKey(n), randomBytes(1000), 600);
  await store.set('other:1', randomBytes(1000), 600);
  expect(await store.clear('analysis:')).toBe(30);
  expect((await store.occupancy()).entries).toBe(1);
  await store.delete(['other:1']);
  expect((await store.occupancy()).bytes).toBe(0);
  expect(await redis.client.exists(index())).toBe(0);
});

test('the index goes with its last entry; the account holds numbers only', async () => {
  await open(1_000_000).set('k', randomBytes(10), 100);
  const ttl = await redis.client.ttl(index());
  expect(ttl).toBeGreaterThan(95);
  expect(ttl).toBeLessThanOrEqual(101);
  expect(Object.keys(await redis.client.hgetall(account()))).toEqual(['units']);
});

test('two caches in two processes keep one limit together', async () => {
  const second = redis.client.duplicate();
  try {
    const stores = [open(1_000_000), createRoomyStore(second, { maxBytes: 1_000_000, keyPrefix })] as const;
    let most = 0;
    await inBatches(1000, async (n) => {
      await stores[n % 2 === 0 ? 0 : 1].set(photoKey(n), randomBytes(1500), 600);
      most = Math.max(most, (await stores[0].occupancy()).bytes);
    });
    expect(most).toBeLessThanOrEqual(1_000_000);
    expect((await stores[1].occupancy()).entries).toBeGreaterThan(350);
  } finally {
    second.disconnect();
  }
});
