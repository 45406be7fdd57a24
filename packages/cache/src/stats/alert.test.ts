import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHitRateAlert, type HitRateAlertOptions } from './alert.ts';
import { LEARNING_EN, ROAST_FR, type StatsFleet, startStatsFleet } from './fixtures/fleet.ts';
import type { StatisticsRecorder } from './recorder.ts';

const HOUR_MS = 3_600_000;

let fleet: StatsFleet;
let recorder: StatisticsRecorder;
let receiver: Server;
let url: string;
let received: string[];
let answer: number;
let changes: boolean[];
let postFailures: number;

beforeAll(async () => {
  fleet = await startStatsFleet('2026-11-23T10:02:00Z');
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (answer === 200) received.push((JSON.parse(body) as { text: string }).text);
    response.writeHead(answer).end();
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  await fleet.reset();
  recorder = fleet.recorder();
  received = [];
  changes = [];
  postFailures = 0;
  answer = 200;
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((done) => receiver.close(done));
  await fleet.close();
});

async function post(text: string): Promise<void> {
  const { ok, status } = await fetch(url, { method: 'POST', body: JSON.stringify({ text }) });
  if (!ok) throw new Error(`${status}`);
}

/** One of the fleet's watchers. */
const watcher = (options: Partial<HitRateAlertOptions> = {}) =>
  createHitRateAlert({
    redis: fleet.redis.client,
    keyPrefix: fleet.redis.prefix,
    hits: fleet.reader().hits,
    windowSeconds: 3600,
    threshold: 0.2,
    minAsked: 100,
    post,
    onChange: ({ low }) => changes.push(low),
    onPostFailed: () => {
      postFailures += 1;
    },
    ...options,
  });

async function traffic(hits: number, misses: number): Promise<void> {
  for (let n = 0; n < hits; n++) recorder.count({ type: 'hit', from: 'exact', asked: ROAST_FR, ms: 1 });
  for (let n = 0; n < misses; n++) recorder.count({ type: 'missed', asked: LEARNING_EN });
  await recorder.flush();
}

const nextHour = () => {
  fleet.clock.now += HOUR_MS + 600_000;
};

test('an incident is told once when it begins and once when it ends, however many processes watch', async () => {
  const watchers = [watcher(), watcher(), watcher(), watcher()];
  const all = () => Promise.all(watchers.map((one) => one.check()));
  await traffic(10, 90);
  expect((await all())[0]).toEqual({ low: true, rate: 0.1, asked: 100 });
  await all();
  await all();
  expect(changes).toEqual([true]);
  expect(received).toEqual([
    "JudgeMyJPEG: the cache's hit rate is 10% over the last 1 h (100 requests), under 20%.",
  ]);

  nextHour();
  await traffic(60, 40);
  await all();
  expect((await all())[0]?.low).toBe(false);
  expect(changes).toEqual([true, false]);
  expect(received[1]).toBe(
    "JudgeMyJPEG: the cache's hit rate is back at 60% over the last 1 h (100 requests).",
  );

  nextHour();
  await traffic(0, 100);
  await all();
  expect(received).toHaveLength(3);
});

test('too little traffic concludes nothing, neither way', async () => {
  await traffic(0, 99);
  expect((await watcher().check()).low).toBe(false);
  await traffic(0, 1);
  expect((await watcher().check()).low).toBe(true);
  nextHour();
  await traffic(50, 0);
  expect((await watcher().check()).low).toBe(true);
  expect(received).toHaveLength(1);
});

test('a rate at the threshold is no incident, and one just above it ends none', async () => {
  await traffic(20, 80);
  expect((await watcher().check()).low).toBe(false);
  await traffic(0, 20);
  expect((await watcher().check()).low).toBe(true);
  await traffic(8, 0); // 28 of 128
  expect((await watcher().check()).low).toBe(true);
  await traffic(40, 0); // 68 of 168
  expect((await watcher().check()).low).toBe(false);
});

test('a webhook that fails is tried again at the next check, by whichever process checks', async () => {
  await traffic(0, 100);
  answer = 500;
  await watcher().check();
  await watcher().check();
  expect(postFailures).toBe(2);
  expect(received).toEqual([]);
  expect(changes).toEqual([true]);
  answer = 200;
  await watcher().check();
  await watcher().check();
  expect(received).toHaveLength(1);
  expect(changes).toEqual([true]);
});

test('an incident that ends before anybody could be told leaves one message, of how it is now', async () => {
  await traffic(0, 100);
  answer = 500;
  await watcher().check();
  nextHour();
  await traffic(100, 0);
  answer = 200;
  await watcher().check();
  expect(received).toEqual([expect.stringContaining('is back at 100%')]);
});

test('without a webhook the incident is still noticed, once', async () => {
  await traffic(0, 100);
  await watcher({ post: undefined }).check();
  await watcher({ post: undefined }).check();
  expect(changes).toEqual([true]);
});

test('a watcher that died while telling does not keep the others silent for long, and its keys expire', async () => {
  await traffic(0, 100);
  const never = watcher({ post: () => new Promise(() => {}) });
  void never.check();
  const deadline = Date.now() + 2000;
  const mark = () => [...keys.keys()].find((key) => key.endsWith('alert:telling'));
  let keys = await fleet.redis.keys();
  while (!mark() && Date.now() < deadline) keys = await fleet.redis.keys();
  expect(keys.get(mark()!)).toBeGreaterThan(0);
  expect(keys.get(mark()!)).toBeLessThanOrEqual(15_000);
  expect([...keys.values()].every((ttl) => ttl > 0)).toBe(true);
  await watcher().check();
  expect(received).toEqual([]);
});
