import { startTestRedis, type TestRedis, testWithServer } from '@jmj/testing/redis';
import { pass } from './testing/weather.ts';
import { type Station, startStation } from './testing/weather-station.ts';

const row = testWithServer('Redis weather');
/** Until everything is as before: at most two seconds until the next try to connect, and what was held is delivered. */
const OVER_WITHIN_MS = 8000;
/** Less than a question is waited for, on a machine that has more to do. */
const AT_ONCE_MS = 2500;
const AWAY = {
  api: { submit: 503, held: 503, readyz: 503 },
  worker: { readyz: 503 },
  dashboard: { figures: 503, board: 503, readyz: 503 },
};

let redis: TestRedis;
let station: Station;
const server = () => redis.server!;
beforeAll(async () => {
  redis = await startTestRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
});
afterAll(async () => {
  await station?.close();
  await redis.close();
});

row(
  'down at start',
  async () => {
    await server().stop();
    station = await startStation(redis.url, redis.client);
    const { observed, slowestMs } = await station.look();
    expect(observed).toMatchObject({
      api: { submit: 503, livez: 200, readyz: 503 },
      worker: { livez: 200, readyz: 503 },
      dashboard: { figures: 503, board: 503, livez: 200, readyz: 503 },
    });
    expect(slowestMs).toBeLessThan(AT_ONCE_MS);
    const learned = station.learn();
    await server().start();
    await learned;
    await station.ready(OVER_WITHIN_MS);
  },
  60_000,
);

row('down for a minute', async () => {
  const { client, refused } = station.sdk();
  const photo = await station.newPhoto();
  await pass(station, {
    begin: () => server().stop(),
    meanwhile: () =>
      expect(client.submit(photo)).rejects.toMatchObject({ code: 'queue-unavailable', status: 503 }),
    end: () => server().start(),
    during: AWAY,
    withinMs: AT_ONCE_MS,
    overWithinMs: OVER_WITHIN_MS,
  });
  expect(refused).toEqual(Array(3).fill({ status: 503, retryAfter: '5' }));
});

row('restarted with its append-only file', async () => {
  await pass(station, {
    begin: () => server().stop(),
    end: () => server().start(),
    during: AWAY,
    withinMs: AT_ONCE_MS,
    lastsMs: 0,
    overWithinMs: OVER_WITHIN_MS,
  });
});

row('out of memory', async () => {
  await pass(station, {
    begin: () => redis.client.config('SET', 'maxmemory', '1mb'),
    end: () => redis.client.config('SET', 'maxmemory', '0'),
    during: { api: { submit: 503 } },
    withinMs: AT_ONCE_MS,
    overWithinMs: OVER_WITHIN_MS,
  });
});

/** While the api looks for another primary, which it does once a second, nothing is read. */
const SEARCHING = { api: { submit: 503, held: expect.any(Number), readyz: expect.any(Number) } };

async function readsGoOn(heldId: string): Promise<void> {
  const { call } = station.fleet;
  for (const path of [`/v1/analyses/${heldId}`, '/readyz'])
    for (let status = 0; status !== 200; ) status = (await call(path)).status;
}

row('read-only', async () => {
  await pass(station, {
    begin: () => redis.client.call('REPLICAOF', '127.0.0.1', '1'),
    end: () => redis.client.call('REPLICAOF', 'NO', 'ONE'),
    meanwhile: readsGoOn,
    during: SEARCHING,
    withinMs: AT_ONCE_MS,
    overWithinMs: OVER_WITHIN_MS,
  });
});

row('too few replicas', async () => {
  await pass(station, {
    begin: () => redis.client.config('SET', 'min-replicas-to-write', '1'),
    end: () => redis.client.config('SET', 'min-replicas-to-write', '0'),
    meanwhile: readsGoOn,
    during: SEARCHING,
    withinMs: AT_ONCE_MS,
    overWithinMs: OVER_WITHIN_MS,
  });
});

row('hangs', async () => {
  await pass(station, {
    begin: () => process.kill(server().pid, 'SIGSTOP'),
    end: () => process.kill(server().pid, 'SIGCONT'),
    during: AWAY,
    withinMs: 4000,
    async meanwhile() {
      expect((await station.look()).slowestMs).toBeLessThan(AT_ONCE_MS); // one question was given up: no other waits as long
    },
    overWithinMs: OVER_WITHIN_MS,
  });
});
