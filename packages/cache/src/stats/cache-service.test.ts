import { openCacheService } from '../drop-in.ts';
import { LEARNING_EN, ROAST_FR, type StatsFleet, startStatsFleet } from './fixtures/fleet.ts';

let fleet: StatsFleet;
beforeAll(async () => {
  fleet = await startStatsFleet(new Date().toISOString());
});
afterAll(() => fleet.close());

test("the web app's cache statistics tell the service's hit rate of the last day, once there is one", async () => {
  const { url, prefix } = fleet.redis;
  const service = openCacheService({ redisUrl: url, keyPrefix: prefix, say: () => {} });
  expect(await service.getCacheStats()).not.toHaveProperty('last_day');

  const recorder = fleet.recorder();
  for (let n = 0; n < 3; n++) recorder.count({ type: 'hit', from: 'l1', asked: ROAST_FR, ms: 1 });
  recorder.count({ type: 'missed', asked: LEARNING_EN });
  await recorder.flush();
  expect(await service.getCacheStats()).toMatchObject({
    type: 'redis',
    last_day: { hit_rate: 0.75, hits: 3, misses: 1 },
  });
  await service.close();
});
