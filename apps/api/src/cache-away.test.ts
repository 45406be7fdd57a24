import type { Analysis } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type Harness, startHarness } from './testing/harness.ts';

let cache: TestRedis;
let it: Harness;
beforeAll(async () => {
  cache = await startTestRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
  it = await startHarness({ CACHE_REDIS_URL: cache.url, CACHE_MEMORY_BYTES: '0' });
  await it.startWorker();
});
afterAll(async () => {
  await it.close();
  await cache.close();
});

test('a critique that cannot be read is not told to be gone, and is there when the cache is', async () => {
  const photo = await makePhoto({ seed: 1, width: 120, height: 90 });
  const { id } = (await (await it.upload(photo)).json()) as Analysis;
  await it.whenEnded(id);
  const known = (await (await it.upload(photo)).json()) as Analysis;

  await cache.server?.stop();
  for (const one of [id, known.id]) {
    const answer = await it.call(`/v1/analyses/${one}`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'queue-unavailable' });
  }
  await cache.server?.start();
  const deadline = Date.now() + 10_000;
  while ((await it.call(`/v1/analyses/${id}`)).status !== 200 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  for (const one of [id, known.id]) expect((await it.call(`/v1/analyses/${one}`)).status).toBe(200);
});
