import { createHash } from 'node:crypto';
import { connectRedis, createQuarantine } from '@jmj/queue';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, startHarness } from './testing/harness.ts';

const ADMIN = { authorization: 'Bearer the-admin-key' };

let it: Harness;
beforeAll(async () => {
  it = await startHarness({ ADMIN_KEY: 'the-admin-key' });
});
afterAll(() => it.close());

test('bytes in quarantine are refused at once, whoever sends them, until the admin lets them in', async () => {
  const photo = await makePhoto({ seed: 1, width: 120, height: 90 });
  const sha256 = createHash('sha256').update(photo).digest('hex');
  const redis = connectRedis(it.redis.url, {
    ...{ name: 'test', whenDown: 'wait', connectTimeoutMs: 1000 },
    onError: () => {},
  });
  await createQuarantine(redis, it.redis.prefix).add(sha256, 'job 1', 3);
  redis.disconnect();

  const refused = await it.upload(photo);
  expect(refused.status).toBe(422);
  expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await refused.json()).toMatchObject({ code: 'photo-quarantined' });
  expect((await it.upload(await makePhoto({ seed: 2, width: 120, height: 90 }))).status).toBe(202);

  const listed = await it.call('/v1/admin/quarantine', { headers: ADMIN });
  expect(await listed.json()).toMatchObject({ photos: [{ sha256, why: 'job 1' }] });
  const odd = await it.call('/v1/admin/quarantine/nothing', { method: 'DELETE', headers: ADMIN });
  expect(odd.status).toBe(400);
  const released = await it.call(`/v1/admin/quarantine/${sha256}`, { method: 'DELETE', headers: ADMIN });
  expect(await released.json()).toEqual({ removed: 1 });
  expect((await it.upload(photo)).status).toBe(202);
});
