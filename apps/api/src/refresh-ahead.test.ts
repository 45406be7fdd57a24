import { setTimeout as sleep } from 'node:timers/promises';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type RunningService, startService } from '@jmj/testing/services';
import { type Harness, KEY, startHarness } from './testing/harness.ts';

const TTL_SECONDS = 10;

let it: Harness;
let other: RunningService;
beforeAll(async () => {
  it = await startHarness({ CACHE_TTL_SECONDS: String(TTL_SECONDS), REFRESH_AHEAD: 'on' });
  other = await startService('api', it.env);
  await it.startWorker();
});
afterAll(async () => {
  await other.stop();
  await it.close();
});

const ttlOf = (answer: Response) => Number(/ttl=(\d+)/.exec(answer.headers.get('cache-status') ?? '')?.[1]);

test('a critique that is asked for again and again shortly before its end lives on, in every process', async () => {
  const photo = await makePhoto({ seed: 1, width: 200, height: 150 });
  await it.whenEnded((await it.submit(photo)).id);
  const askOther = () =>
    fetch(`${other.address}/v1/analyses`, {
      method: 'POST',
      body: new Uint8Array(photo),
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'image/jpeg' },
    });
  expect(ttlOf(await askOther())).toBeGreaterThan(TTL_SECONDS - 4);
  expect(ttlOf(await it.upload(photo))).toBeGreaterThan(TTL_SECONDS - 4);

  const key = [...(await it.redis.keys()).keys()].find((name) => name.includes('analysis:')) ?? '';
  while ((await it.redis.client.pttl(key)) > TTL_SECONDS * 200 - 200) await sleep(50);
  for (let n = 0; n < 3; n++) expect(ttlOf(await it.upload(photo))).toBeLessThanOrEqual(2);
  await sleep(300);
  expect(await it.redis.client.pttl(key)).toBeGreaterThan(TTL_SECONDS * 800);
  expect(ttlOf(await it.upload(photo))).toBeGreaterThan(TTL_SECONDS * 0.8);
  expect(ttlOf(await askOther())).toBeGreaterThan(TTL_SECONDS * 0.8);
  expect(it.openai.calls.length).toBe(1);
});
