import type { Analysis } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type Harness, startHarness } from './testing/harness.ts';

/** A cache on a server of its own that has no memory left. */
const FULL = ['--maxmemory', '3mb', '--maxmemory-policy', 'noeviction'];

let cache: TestRedis;
let it: Harness;
beforeAll(async () => {
  cache = await startTestRedis(FULL);
  it = await startHarness({ CACHE_REDIS_URL: cache.url });
  await it.startWorker();
  const filler = 'x'.repeat(1000);
  await cache.client
    .eval(`for i = 1, 5000 do redis.call('SET', ARGV[1] .. i, ARGV[2]) end`, 0, `${cache.prefix}fill`, filler)
    .catch(() => {});
});
afterAll(async () => {
  await it.close();
  await cache.close();
});

test('a cache server that refuses writes costs nobody their critique, and is paid for once', async () => {
  await expect(cache.client.set(`${cache.prefix}probe`, 'x'.repeat(1000))).rejects.toThrow(/OOM/);
  const photo = await makePhoto({ seed: 1, width: 300, height: 200 });
  const submitted = (await (await it.upload(photo)).json()) as Analysis;
  const done = await it.whenEnded(submitted.id);
  expect(done).toMatchObject({ status: 'completed', critique: { score: expect.any(Number) } });
  const again = await it.upload(photo);
  expect([again.status, it.openai.calls.length]).toEqual([200, 1]);
});
