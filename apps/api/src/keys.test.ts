import { setTimeout as sleep } from 'node:timers/promises';
import { type CreatedKey, createdKeySchema, keyListSchema } from '@jmj/contracts';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startService } from '@jmj/testing/services';

const ADMIN = { authorization: 'Bearer key-of-the-admin' };
const AS_JSON = { 'content-type': 'application/json' };
const WITHIN_MS = 100;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({
    workers: 1,
    apis: 2,
    key: 'key-of-acme',
    env: { API_KEYS: 'acme:key-of-acme', ADMIN_KEY: 'key-of-the-admin', WRONG_KEYS_PER_MINUTE: '0' },
  });
});
afterAll(() => fleet.close());

async function admin(method: string, path: string, body?: object): Promise<Response> {
  const headers = { ...ADMIN, ...(body && AS_JSON) };
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  return fetch(`${fleet.api.address}/v1/admin/keys${path}`, init);
}
const make = async (tenant = 'web'): Promise<CreatedKey> =>
  createdKeySchema.parse(await (await admin('POST', '', { tenant, label: 'a test' })).json());

const statusAt = async (address: string, key: string): Promise<number> =>
  (await fetch(`${address}/v1/analyses/none`, { headers: { authorization: `Bearer ${key}` } })).status;

async function everywhere(key: string, status: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const all = await Promise.all(fleet.apis.map(({ address }) => statusAt(address, key)));
    if (all.every((it) => it === status)) return true;
    if (performance.now() > deadline) return false;
  }
}

test('a key that is made opens every api, and one that is revoked none, within 100 ms', async () => {
  const { id, key } = await make();
  expect(await everywhere(key, 404, WITHIN_MS)).toBe(true);
  expect((await admin('DELETE', `/${id}`)).status).toBe(200);
  expect(await everywhere(key, 401, WITHIN_MS)).toBe(true);
  const { keys } = keyListSchema.parse(await (await admin('GET', '')).json());
  expect(keys).toEqual([
    expect.objectContaining({ tenant: 'acme', source: 'environment', label: 'API_KEYS', status: 'active' }),
  ]);
});

test('what is asked with a key is its tenant’s: also after a rotation, and not another’s', async () => {
  const first = await make();
  const { id, key } = createdKeySchema.parse(await (await admin('POST', `/${first.id}/rotate`)).json());
  expect([id, key === first.key]).toEqual([first.id, false]);
  const photo = await makePhoto({ seed: 84, width: 64, height: 48 });
  const submitted = await fleet.upload(photo, {}, { authorization: `Bearer ${first.key}` });
  const analysis = (await submitted.json()) as { id: string };
  const look = (by: string) =>
    fetch(`${fleet.api.address}/v1/analyses/${analysis.id}`, { headers: { authorization: `Bearer ${by}` } });
  expect([(await look(first.key)).status, (await look(key)).status]).toEqual([200, 200]);
  expect((await look('key-of-acme')).status).toBe(404);
  const budget = { method: 'PUT', headers: { ...ADMIN, ...AS_JSON }, body: '{}' };
  expect((await fetch(`${fleet.api.address}/v1/admin/budgets/web`, budget)).status).toBe(200);
});

test.each([
  [{}, ['tenant', 'label']],
  [{ tenant: 'a b', label: 'x' }, ['tenant']],
  [{ tenant: 'web', label: 'x', expiresAt: 'soon' }, ['expiresAt']],
  [{ tenant: 'web', label: 'x', expiresAt: '2020-01-01T00:00:00Z' }, ['expiresAt']],
  [{ tenant: 'web', label: 'x', key: 'my-own' }, ['key']],
])('a key is not made of %j', async (body, fields) => {
  const answer = await admin('POST', '', body);
  expect(answer.status).toBe(400);
  const { errors } = (await answer.json()) as { errors: { field: string }[] };
  expect(errors.map(({ field }) => field)).toEqual(fields);
});

test('without Redis known keys go on, one that may be new is asked to come again, others are refused', async () => {
  if (!fleet.redis.server) {
    process.stdout.write('not tried: the server given by REDIS_URL is not ours to stop\n');
    return;
  }
  const { key, id } = await make();
  expect(await everywhere(key, 404, WITHIN_MS)).toBe(true);
  await fleet.redis.server.stop();
  // 503: let in, and then there is no Redis to look in.
  expect(await statusAt(fleet.api.address, key)).toBe(503);
  expect(await statusAt(fleet.api.address, 'key-of-nobody')).toBe(401);
  const late = await startService('api', { ...fleet.env, REDIS_CONNECT_TIMEOUT_MS: '200' });
  try {
    expect(await statusAt(late.address, key)).toBe(503);
    expect(await statusAt(late.address, 'key-of-nobody')).toBe(401);
    await fleet.redis.server.start(); // empty: all keys are gone
    for (let n = 0; n < 100 && (await statusAt(late.address, key)) !== 401; n++) await sleep(50);
    expect(await statusAt(late.address, key)).toBe(401);
    expect(await everywhere(key, 401, 5000)).toBe(true);
    expect((await admin('DELETE', `/${id}`)).status).toBe(404);
  } finally {
    await late.stop();
  }
});
