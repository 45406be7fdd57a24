import { createServer, type Socket } from 'node:net';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { createRateLimiter, type RateLimiter, type RateVerdict } from './rates.ts';

let server: TestRedis;
beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.close());

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const limiter = (name: string, perMinute: number, burst: number, redis = server.client): RateLimiter =>
  createRateLimiter({
    redis,
    keyPrefix: server.prefix,
    limit: { name, perMinute, burst },
    onError: () => {},
  });
const admitted = (verdicts: RateVerdict[]) => verdicts.filter((it) => it.admitted).length;
const takeMany = (from: RateLimiter, subject: string, times: number) =>
  Promise.all(Array.from({ length: times }, async () => from.take(subject)));

test('as many as the burst go through, and then as many as time brings', async () => {
  const one = limiter('burst', 600, 5);
  const verdicts = [];
  for (let i = 0; i < 7; i++) verdicts.push(await one.take('acme'));
  expect(verdicts.map((it) => it.admitted)).toEqual([true, true, true, true, true, false, false]);
  expect(verdicts.slice(0, 5).map((it) => it.remaining)).toEqual([4, 3, 2, 1, 0]);
  const { retryMs, resetMs } = verdicts[6]!;
  expect(retryMs).toBeGreaterThan(0);
  expect(retryMs).toBeLessThanOrEqual(100);
  expect(resetMs).toBeGreaterThan(300);
  expect(resetMs).toBeLessThanOrEqual(500);
  await sleep(retryMs + 20);
  expect((await one.take('acme')).admitted).toBe(true);
  expect((await one.take('acme')).admitted).toBe(false);
});

test('subjects and limits have buckets of their own', async () => {
  const one = limiter('own', 60, 1);
  expect((await one.take('acme')).admitted).toBe(true);
  expect((await one.take('globex')).admitted).toBe(true);
  expect((await one.take('acme')).admitted).toBe(false);
  expect((await limiter('other', 60, 1).take('acme')).admitted).toBe(true);
});

test.each([
  [1, 3],
  [4, 100],
  [3, 1000],
])('%i processes at once let no more through together than a burst of %i', async (processes, burst) => {
  const all = Array.from({ length: processes }, () => limiter(`race-${processes}`, 1, burst));
  const verdicts = (await Promise.all(all.map((it) => takeMany(it, 'acme', burst)))).flat();
  // What a process holds and does not use is what others lack.
  expect(admitted(verdicts)).toBeLessThanOrEqual(burst);
  expect(admitted(verdicts)).toBeGreaterThanOrEqual(burst - processes * Math.max(1, burst / 100));
});

test('a large bucket is hardly ever asked for, a share answers at once', async () => {
  const one = limiter('share', 60_000, 60_000);
  await one.take('acme');
  let asked = 0;
  for (let i = 0; i < 10_000; i++) {
    const verdict = one.take('acme');
    if (verdict instanceof Promise) asked += 1;
    expect((await verdict).admitted).toBe(true);
    if (i % 100 === 0) await sleep(0);
  }
  expect(asked).toBeLessThan(10);
});

test('who is refused is refused without asking again before the next token', async () => {
  const one = limiter('dry', 60, 1);
  await one.take('acme');
  await one.take('acme');
  const key = `{${server.prefix}jmj}:rate:dry:acme`;
  const before = await server.client.hget(key, 'at');
  for (let i = 0; i < 100; i++) expect(one.take('acme')).toMatchObject({ admitted: false });
  await sleep(20);
  expect(await server.client.hget(key, 'at')).toBe(before);
});

test('what weighs more than there is goes through while nothing is owed, and is paid back before the next', async () => {
  const one = limiter('heavy', 2000, 10);
  await one.take('acme');
  expect(await one.takeMore('acme', 29)).toMatchObject({ admitted: true, remaining: 0 });
  // A token that was drawn before may still be had.
  await one.take('acme');
  const refused = await one.take('acme');
  expect(refused.admitted).toBe(false);
  expect(refused.retryMs).toBeGreaterThan(300);
  expect(refused.retryMs).toBeLessThanOrEqual(690);
  expect(refused.resetMs).toBeGreaterThan(600);
  expect(await one.takeMore('acme', 1)).toMatchObject({ admitted: false });
  expect(await limiter('heavy', 2000, 10).takeMore('acme', 1)).toMatchObject({ admitted: false });
  await sleep(refused.retryMs + 30);
  expect((await one.take('acme')).admitted).toBe(true);
});

test('of many that are heavy at once one more goes through than there is room for, by whichever process', async () => {
  const all = Array.from({ length: 4 }, () => limiter('heavies', 1, 100));
  const verdicts = await Promise.all(Array.from({ length: 20 }, (_, n) => all[n % 4]!.takeMore('acme', 60)));
  expect(admitted(verdicts)).toBe(2);
});

test('a bucket that holds one token lets through what is heavy, after the one', async () => {
  const one = limiter('small', 1, 1);
  expect((await one.take('acme')).admitted).toBe(true);
  expect((await one.takeMore('acme', 999)).admitted).toBe(true);
  expect((await one.takeMore('acme', 1)).admitted).toBe(false);
});

test('a bucket is kept no longer than it takes to fill', async () => {
  await limiter('kept', 60, 10).take('acme');
  const ttl = await server.client.pttl(`{${server.prefix}jmj}:rate:kept:acme`);
  expect(ttl).toBeGreaterThan(0);
  expect(ttl).toBeLessThanOrEqual(2002);
});

test('without Redis the process goes on with what it knew, at the same rate', async () => {
  const dead = new Redis({
    host: '127.0.0.1',
    port: 1,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    lazyConnect: true,
  });
  dead.on('error', () => {});
  let errors = 0;
  const one = createRateLimiter({
    redis: dead,
    limit: { name: 'away', perMinute: 120, burst: 10 },
    onError: () => {
      errors += 1;
    },
  });
  expect(admitted(await takeMany(one, 'acme', 50))).toBe(10);
  await sleep(550);
  expect((await one.take('acme')).admitted).toBe(true);
  expect((await one.takeMore('globex', 25)).admitted).toBe(true);
  expect((await one.takeMore('globex', 1)).admitted).toBe(false);
  expect(errors).toBe(1);
  dead.disconnect();
});

test('a Redis that does not answer is not waited for', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await new Promise((done) => silent.once('listening', done));
  const { port } = silent.address() as { port: number };
  const redis = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: null });
  redis.on('error', () => {});
  const one = limiter('silent', 600, 10, redis);
  const since = performance.now();
  expect(admitted(await takeMany(one, 'acme', 20))).toBe(10);
  expect(performance.now() - since).toBeLessThan(400);
  redis.disconnect();
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => silent.close(done));
});
