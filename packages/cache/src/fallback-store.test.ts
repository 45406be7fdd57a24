import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { createFallbackStore } from './fallback-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRedisStore } from './redis-store.ts';

let server: TestRedis;
let redis: Redis;
const said: string[] = [];
const one = Uint8Array.of(1);
const two = Uint8Array.of(2);

beforeAll(async () => {
  server = await startTestRedis(['--maxmemory', '0']); // a flag, so that the server is ours to stop
});
beforeEach(async () => {
  said.length = 0;
  redis = new Redis(server.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 300,
    retryStrategy: () => 20,
  });
  redis.on('error', () => {});
  await ready();
});
afterEach(() => redis.disconnect());
afterAll(() => server.close());

const ready = () =>
  redis.status === 'ready' ? undefined : new Promise((resolve) => redis.once('ready', resolve));
const stop = async () => {
  const gone = new Promise((resolve) => redis.once('close', resolve));
  await server.server!.stop();
  await gone;
};
const start = async () => {
  const back = ready();
  await server.server!.start();
  await back;
};
const open = () =>
  createFallbackStore(createRedisStore(redis, server.prefix), createMemoryStore(1_000_000), {
    isUp: () => redis.status === 'ready',
    onDown: () => said.push('down'),
    onUp: () => said.push('up'),
  });
const inRedis = (key: string) => server.client.getBuffer(server.prefix + key);

test('while Redis is away memory answers, at once; and Redis again as soon as it is back', async () => {
  const store = open();
  await store.set('before', one, 60);
  await stop();
  const from = Date.now();
  expect(store.kind).toBe('redis');
  expect(await store.get('before')).toBeUndefined();
  await store.set('meanwhile', two, 60);
  expect([...(await store.get('meanwhile'))!]).toEqual([2]);
  expect((await store.stats('')).entries).toBe(1);
  expect(store.kind).toBe('memory');
  expect(Date.now() - from).toBeLessThan(500);
  expect(said).toEqual(['down']);

  await start();
  expect([...(await store.get('meanwhile'))!]).toEqual([2]);
  expect(store.kind).toBe('redis');
  expect(said).toEqual(['down', 'up']);
});

test('what was written meanwhile is in Redis once it is back, with what is left of its time', async () => {
  const store = open();
  await stop();
  await store.set('written', one, 100);
  await store.set('written', two, 90);
  await start();
  await store.get('anything');
  expect([...(await inRedis('written'))!]).toEqual([2]);
  const ttl = await server.client.ttl(`${server.prefix}written`);
  expect(ttl).toBeGreaterThan(80);
  expect(ttl).toBeLessThanOrEqual(90);
});

test('what was deleted or cleared meanwhile is gone before anything is read', async () => {
  const persisted = open();
  await persisted.set('deleted', one, 60);
  await persisted.set('c:cleared', one, 60);
  await persisted.set('stays', one, 60);
  await stop();
  const store = open();
  await store.delete(['deleted']);
  await store.clear('c:');
  await store.set('c:after', two, 60);
  await start();
  // The server of the tests keeps nothing over a restart: put back what a persistent one would have kept.
  for (const key of ['deleted', 'c:cleared', 'stays'])
    await server.client.set(server.prefix + key, 'x', 'EX', 60);
  expect(await store.get('deleted')).toBeUndefined();
  expect(await store.get('c:cleared')).toBeUndefined();
  expect(await store.get('stays')).toBeDefined();
  expect(await store.get('c:after')).toBeDefined();
});

test('a Redis that has stopped answering costs one call its timeout, and the next ones nothing', async () => {
  const store = open();
  await store.set('k', one, 60);
  const pid = Number(/process_id:(\d+)/.exec(await server.client.info('server'))?.[1]);
  process.kill(pid, 'SIGSTOP');
  try {
    await store.get('k');
    const from = Date.now();
    for (let n = 0; n < 100; n++) await store.get('k');
    expect(Date.now() - from).toBeLessThan(500);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});

test('a Redis that refuses a write is not away: the entry is kept in memory, and the others are read', async () => {
  const store = open();
  await store.set('k', one, 60);
  await server.client.config('SET', 'maxmemory', '1');
  try {
    await store.set('refused', two, 60);
    expect([...(await store.get('refused'))!]).toEqual([2]);
    expect([...(await store.get('k'))!]).toEqual([1]);
    expect(said).toEqual([]);
  } finally {
    await server.client.config('SET', 'maxmemory', '0');
  }
});

test('a key of another kind in Redis is a miss', async () => {
  await server.client.lpush(`${server.prefix}list`, 'x');
  expect(await open().get('list')).toBeUndefined();
  expect(said).toEqual([]);
});
