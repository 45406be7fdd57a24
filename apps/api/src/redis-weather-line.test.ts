import { setTimeout as sleep } from 'node:timers/promises';
import { type Line, startLine } from '@jmj/testing/line';
import { startTestRedis, type TestRedis, testWithServer } from '@jmj/testing/redis';
import { pass } from './testing/weather.ts';
import { type Station, startStation } from './testing/weather-station.ts';

const row = testWithServer('Redis weather');

let redis: TestRedis;
let line: Line;
let station: Station;
beforeAll(async () => {
  redis = await startTestRedis();
  line = await startLine(Number(new URL(redis.url).port));
  const url = `redis://127.0.0.1:${line.port}`;
  station = await startStation(url, redis.client, { WORKER_LOCK_MS: '15000' });
});
afterAll(async () => {
  await station?.close();
  await line.close();
  await redis.close();
});

row(
  'slow by 500 ms',
  async () => {
    const { refused } = await pass(station, {
      begin() {
        line.delayMs = 500;
      },
      async meanwhile(heldId) {
        // What is left to do for a photo that has been judged is two dozen questions.
        expect(await station.fleet.ended([heldId], 20_000)).toMatchObject([{ status: 'completed' }]);
      },
      end() {
        line.delayMs = 0;
      },
      during: { api: { submit: 503 } },
      withinMs: 4000,
      overWithinMs: 8000,
    });
    expect(refused[0]).toEqual({ status: 503, retryAfter: '1' });
  },
  60_000,
);

row(
  'connections cut',
  async () => {
    const { fleet } = station;
    const photos = await Promise.all(Array.from({ length: 8 }, station.newPhoto));
    const statuses = new Set<number>();
    for (const photo of photos) {
      expect(line.cut()).toBeGreaterThan(0);
      for (let status = 503, tries = 0; status === 503 && tries < 50; tries++) {
        status = (await fleet.upload(photo)).status;
        statuses.add(status);
        if (status === 503) await sleep(50);
      }
    }
    expect([...statuses].filter((status) => ![200, 202, 503].includes(status))).toEqual([]);
    const { client } = station.sdk();
    for (const analysis of await Promise.all(photos.map((photo) => client.analyze(photo))))
      expect(analysis.status).toBe('completed');
    expect(await station.ready(2500)).toBeLessThan(2500);
    expect(station.paidTwice()).toBe(0);
  },
  60_000,
);
