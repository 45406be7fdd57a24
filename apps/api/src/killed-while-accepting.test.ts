import { setTimeout as sleep } from 'node:timers/promises';
import type { Analysis } from '@jmj/contracts';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { type Line, startLine } from '@jmj/testing/line';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type RunningService, startService } from '@jmj/testing/services';

const PHOTOS = 10;
/** Of each answer of Redis: taking a photo in is some twenty of them, one after the other. */
const DELAY_MS = 60;
const APART_MS = 300;
/** Of a claim, and what a busy machine adds. */
const LOCKED_MS = 15_000;

let it: Fleet;
let line: Line;
let doomed: RunningService;
beforeAll(async () => {
  it = await startFleet({ workers: 1 });
  line = await startLine(Number(new URL(it.redis.url).port));
  doomed = await startService('api', { ...it.env, REDIS_URL: `redis://127.0.0.1:${line.port}` });
});
afterAll(async () => {
  await doomed.stop();
  await it.close();
  await line.close();
});

const send = (api: RunningService, bytes: Uint8Array, key: number) =>
  fetch(`${api.address}/v1/analyses`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', 'idempotency-key': `"k-${key}"` },
    body: new Uint8Array(bytes),
  });

async function unsettled(): Promise<number> {
  const names = [...(await it.redis.keys()).keys()].filter((key) => key.includes(':once:'));
  const until = await Promise.all(names.map((key) => it.redis.client.hget(key, 'until')));
  return until.filter((one) => one !== null).length;
}

test('an api is killed while it takes photos in, each as far as it got: all are taken once, by the other, and paid once', async () => {
  const photos = await Promise.all(
    Array.from({ length: PHOTOS }, (_, n) => makePhoto({ seed: 900 + n, width: 96, height: 64 })),
  );
  line.delayMs = DELAY_MS;
  const told: Promise<string | undefined>[] = [];
  for (const [n, photo] of photos.entries()) {
    const answer = send(doomed, photo, n);
    told.push(answer.then(async (one) => ((await one.json()) as Analysis).id).catch(() => undefined));
    await sleep(APART_MS);
  }
  doomed.kill('SIGKILL');
  await doomed.ended;
  const killedAt = Date.now();
  const before = await Promise.all(told);
  expect(await unsettled()).toBeGreaterThan(0);

  const ids = await Promise.all(
    photos.map(async (photo, n) => {
      let answer = await send(it.api, photo, n);
      while (answer.status === 409 && Date.now() - killedAt < LOCKED_MS) {
        await sleep(200);
        answer = await send(it.api, photo, n);
      }
      expect([200, 202]).toContain(answer.status);
      return ((await answer.json()) as Analysis).id;
    }),
  );
  for (const [n, id] of before.entries()) if (id !== undefined) expect(ids[n]).toBe(id);
  const again = await Promise.all(photos.map((photo, n) => send(it.api, photo, n)));
  expect(again.map((one) => one.headers.get('idempotency-replayed'))).toEqual(Array(PHOTOS).fill('true'));

  const ended = await it.ended(ids, 30_000);
  expect(ended.map(({ status }) => status)).toEqual(Array(PHOTOS).fill('completed'));
  expect(it.openai.calls).toHaveLength(PHOTOS);
  const records = [...(await it.redis.keys()).keys()].filter((key) => key.includes('request:'));
  expect(records.length).toBeLessThanOrEqual(PHOTOS);
});
