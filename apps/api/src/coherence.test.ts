import { createHash } from 'node:crypto';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type RunningService, startService } from '@jmj/testing/services';
import { type Harness, KEY, startHarness } from './testing/harness.ts';

const ADMIN = 'an-admin-key-for-tests';
const WITHIN_MS = 100;

let it: Harness;
let others: RunningService[] = [];
beforeAll(async () => {
  it = await startHarness({ ADMIN_KEY: ADMIN });
  others = await Promise.all([1, 2].map(() => startService('api', it.env)));
  await it.startWorker();
});
afterAll(async () => {
  await Promise.all(others.map((api) => api.stop()));
  await it.close();
});

test(`what is cleared is gone from the memories of three apis within ${WITHIN_MS} ms, and the queue is untouched`, async () => {
  const photo = await makePhoto({ seed: 1, width: 300, height: 200 });
  await it.whenEnded((await it.submit(photo)).id);
  const body = JSON.stringify({ sha256: createHash('sha256').update(photo).digest('hex') });
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  const inquire = async (api: RunningService) =>
    (await fetch(`${api.address}/v1/analyses`, { method: 'POST', headers, body })).status;
  const apis = [it.api, ...others];
  for (const api of [...apis, ...apis]) expect(await inquire(api)).toBe(200); // the second time from memory

  const queueKeys = async () =>
    [...(await it.redis.keys()).keys()]
      .filter((key) => /\}:(analyses|flight|photos)|request:/.test(key))
      .sort();
  const before = await queueKeys();
  expect(before.length).toBeGreaterThan(0);
  const cleared = await it.call('/v1/admin/cache', {
    method: 'DELETE',
    headers: { authorization: `Bearer ${ADMIN}` },
  });
  expect(await cleared.json()).toEqual({ removed: 1 });
  const deadline = Date.now() + WITHIN_MS;
  let known = apis;
  while (known.length > 0 && Date.now() < deadline) {
    const answers = await Promise.all(known.map(inquire));
    known = known.filter((_, i) => answers[i] !== 404);
  }
  expect(known).toEqual([]);
  expect(await queueKeys()).toEqual(before);
});
