import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import type { Redis } from 'ioredis';
import { connectRedis } from '../connect.ts';
import { createFetchQueue } from './queue.ts';
import { createFetchWorker, type FetchHandlers, type FetchWorker } from './worker.ts';

const URL_ASKED = 'https://photos.example/a.jpg?signature=4711';
const silent = { info() {}, warn() {}, error() {} };

let server: TestRedis;
let redis: Redis;
let fetches: ReturnType<typeof createFetchQueue>;
let workers: FetchWorker[] = [];

beforeAll(async () => {
  server = await startTestRedis();
  const onError = () => {};
  redis = connectRedis(server.url, { name: 'test', whenDown: 'wait', connectTimeoutMs: 2000, onError });
  fetches = createFetchQueue(redis, { keyPrefix: server.prefix, backoffMs: 20 });
});
afterEach(async () => {
  await Promise.all(workers.map((it) => it.close()));
  workers = [];
});
afterAll(async () => {
  await fetches.close();
  redis.disconnect();
  await server.close();
});

function start(handlers: FetchHandlers): FetchWorker {
  const worker = createFetchWorker(redis, {
    handlers,
    concurrency: 2,
    log: silent,
    lockMs: 1000,
    stalledCheckMs: 300,
    keyPrefix: server.prefix,
  });
  workers.push(worker);
  return worker;
}

const urlLeft = (id: string) => redis.get(`{${server.prefix}jmj}:url:${id}`);

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 8000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error('it has not come to that');
    await pause(20);
  }
}

/** Nothing is left to do: nobody will be asked any more. */
const idle = async (): Promise<boolean> => {
  const { completed: _completed, failed: _failed, ...left } = await fetches.bullmq.getJobCounts();
  return Object.values(left).every((count) => count === 0);
};

/** Handlers that note what they are asked, and do as told. */
function noting(fetch: (tries: number, signal: AbortSignal) => Promise<void>) {
  const fetched: (string | undefined)[] = [];
  const givenUp: unknown[] = [];
  const handlers: FetchHandlers = {
    fetch: (_id, url, signal) => fetch(fetched.push(url), signal),
    giveUp: async (_id, error) => void givenUp.push(error),
  };
  return { fetched, givenUp, handlers };
}

test('hands over the address, and forgets it when the photo is there', async () => {
  const { fetched, givenUp, handlers } = noting(async () => {});
  start(handlers);
  await fetches.add('one', URL_ASKED, 'live');
  await until(() => fetched.length > 0);
  await until(idle);
  expect(fetched).toEqual([URL_ASKED]);
  expect(givenUp).toEqual([]);
  expect(await urlLeft('one')).toBeNull();
  expect(await fetches.bullmq.getJobCounts()).toMatchObject({ completed: 0, failed: 0, waiting: 0 });
});

test('tries again what may pass, three times in all, and then gives up', async () => {
  const trouble = new Failure('image-url-unreachable', 'The address does not answer as it should');
  const { fetched, givenUp, handlers } = noting(() => Promise.reject(trouble));
  start(handlers);
  await fetches.add('two', URL_ASKED, 'live');
  await until(() => givenUp.length > 0);
  await until(idle);
  expect(fetched.length).toBe(3);
  expect(givenUp).toEqual([trouble]);
  expect(await urlLeft('two')).toBeNull();
});

test('gives up at once what will never be otherwise', async () => {
  const refused = new Failure('image-url-refused', 'Expected an address on the public internet');
  const { fetched, givenUp, handlers } = noting(() => Promise.reject(refused));
  start(handlers);
  await fetches.add('three', URL_ASKED, 'live');
  await until(() => givenUp.length > 0);
  await until(idle);
  expect([fetched.length, givenUp]).toEqual([1, [refused]]);
});

test('a worker that is told to stop hands the address back, and another fetches it', async () => {
  const first = noting(
    (_tries, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  const worker = start(first.handlers);
  await fetches.add('four', URL_ASKED, 'live');
  await until(() => first.fetched.length === 1);
  await worker.close();
  expect(await urlLeft('four')).toBe(URL_ASKED);

  const second = noting(async () => {});
  start(second.handlers);
  await until(() => second.fetched.length === 1);
  expect(second.fetched).toEqual([URL_ASKED]);
  expect([...first.givenUp, ...second.givenUp]).toEqual([]);
});

test('tells how many wait, by class; those that somebody waits for are fetched first', async () => {
  for (const [id, priority] of [
    ['five', 'economy'],
    ['six', 'live'],
    ['seven', 'live'],
  ] as const)
    await fetches.add(id, `${URL_ASKED}&${id}`, priority);
  expect(await fetches.waiting()).toEqual({ live: 2, economy: 1, warm: 0, held: 0 });
  const { fetched, handlers } = noting(async () => {});
  start(handlers);
  await until(() => fetched.length === 3);
  expect(fetched.at(-1)).toBe(`${URL_ASKED}&five`);
});
