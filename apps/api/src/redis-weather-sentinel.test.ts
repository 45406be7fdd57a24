import { testWithServer } from '@jmj/testing/redis';
import { startSentinelTrio } from '@jmj/testing/sentinel';
import { Redis } from 'ioredis';
import { pass } from './testing/weather.ts';
import { startStation } from './testing/weather-station.ts';

const row = testWithServer('Redis weather');

row(
  'failed over by Sentinel',
  async () => {
    const trio = await startSentinelTrio(2000);
    const { port } = new URL(trio.url.replace('#main', ''));
    const look = new Redis({ sentinels: [{ host: '127.0.0.1', port: Number(port) }], name: 'main' });
    look.on('error', () => {});
    const station = await startStation(trio.url, look);
    try {
      const first = await trio.master();
      await pass(station, {
        begin: trio.killMaster,
        async meanwhile() {
          while ((await trio.master()) === first) await new Promise((resolve) => setTimeout(resolve, 20));
        },
        during: {
          api: { submit: 503, held: 503, readyz: 503 },
          worker: { readyz: 503 },
          dashboard: { figures: 503, board: 503, readyz: 503 },
        },
        withinMs: 2500,
        lastsMs: 0,
        overWithinMs: 8000,
      });
    } finally {
      await station.close();
      look.disconnect();
      await trio.close();
    }
  },
  60_000,
);
