import { setTimeout as sleep } from 'node:timers/promises';
import type { CreatedKey } from '@jmj/contracts';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { keysKey } from './change.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { createKeyTable, type KeyTable } from './table.ts';
import { type KeyWatch, watchKeys } from './watch.ts';

const WITHIN_MS = 100;
const POLL_MS = 200;
const ROTATION = { graceSeconds: 3600 };

let redis: TestRedis;
let keyring: Keyring;
const closers: (() => void)[] = [];
beforeAll(async () => {
  redis = await startTestRedis();
  keyring = createKeyring({ redis: redis.client, keyPrefix: redis.prefix });
});
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});
afterAll(() => redis.close());

interface Process {
  table: KeyTable;
  watch: KeyWatch;
}

/** What one api process has. */
async function openProcess(pollMs = POLL_MS): Promise<Process> {
  const connection = new Redis(redis.url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: () => 50,
  });
  connection.on('error', () => {});
  await new Promise((resolve) => connection.once('ready', resolve));
  const table = createKeyTable([{ tenant: 'fixed', key: 'key-of-the-environment' }]);
  const watch = watchKeys({ redis: connection, table, keyPrefix: redis.prefix, onError: () => {}, pollMs });
  closers.push(() => connection.disconnect(), watch.close);
  await watch.refresh();
  return { table, watch };
}

async function until(holds: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline && !holds()) await sleep(2);
  return holds();
}

/** So many processes hear of changes. */
async function subscribed(count: number): Promise<void> {
  const listening = async () => (await redis.client.pubsub('NUMSUB', `${redis.prefix}jmj:keys:changed`))[1];
  for (const since = Date.now(); (await listening()) !== count; await sleep(2))
    if (Date.now() - since > 5000) throw new Error(`${await listening()} have subscribed, not ${count}`);
}

const make = (tenant = 'acme', label = 'web') => keyring.create({ tenant, label });
const knows = ({ table }: Process, { key }: CreatedKey) => table.find(key) !== undefined;

describe('a key', () => {
  test('is kept as a hash only, and told once', async () => {
    const made = await make('acme', 'the web app');
    expect(made).toMatchObject({ tenant: 'acme', label: 'the web app', status: 'active', source: 'redis' });
    const kept = JSON.stringify(await redis.client.hgetall(keysKey(redis.prefix)));
    expect(kept).toContain(made.start);
    expect(kept).not.toContain(made.key.slice(made.start?.length));
    const listed = (await keyring.list()).find(({ id }) => id === made.id);
    const { key: _told, ...rest } = made;
    expect(listed).toEqual(rest);
  });

  test('of Redis says whose it is, and so does one of the environment', async () => {
    const made = await make();
    const { table } = await openProcess();
    expect(table.find(made.key)).toEqual({ tenant: 'acme', keyId: made.id });
    expect(table.find('key-of-the-environment')).toMatchObject({ tenant: 'fixed' });
    expect(table.find(`${made.key}x`)).toBeUndefined();
    expect([table.hasTenant('acme'), table.hasTenant('fixed'), table.hasTenant('nobody')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('ends when it expires, without anybody being told', async () => {
    const expiresAt = new Date(Date.now() + 400).toISOString();
    const made = await keyring.create({ tenant: 'brief', label: 'x', expiresAt });
    const one = await openProcess();
    expect(knows(one, made)).toBe(true);
    expect(await until(() => !knows(one, made), 600)).toBe(true);
    expect(one.table.hasTenant('brief')).toBe(false);
    expect((await keyring.list()).find(({ id }) => id === made.id)?.status).toBe('expired');
  });

  test('that would have expired already is not made', async () => {
    const past = new Date(Date.now() - 1000).toISOString();
    await expect(keyring.create({ tenant: 'acme', label: 'x', expiresAt: past })).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });
});

describe('every process', () => {
  test(`knows a new key and forgets a revoked one within ${WITHIN_MS} ms`, async () => {
    const processes = await Promise.all([openProcess(), openProcess(), openProcess()]);
    await until(() => processes.every(({ watch }) => watch.isSure()), 1000);
    await subscribed(3);
    const made = await make();
    expect(await until(() => processes.every((it) => knows(it, made)), WITHIN_MS)).toBe(true);
    await keyring.revoke(made.id);
    expect(await until(() => processes.every((it) => !knows(it, made)), WITHIN_MS)).toBe(true);
    await expect(keyring.revoke(made.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('finds out what no news told, at the next look', async () => {
    const one = await openProcess();
    const made = await make();
    await until(() => knows(one, made), 1000);
    await redis.client.hdel(keysKey(redis.prefix), made.id);
    await redis.client.hincrby(keysKey(redis.prefix), '#revision', 1);
    expect(await until(() => !knows(one, made), POLL_MS * 3)).toBe(true);
  });

  test('believes a server that has taken over and lost the latest changes', async () => {
    const one = await openProcess();
    const made = await make();
    await until(() => knows(one, made), 1000);
    await redis.client.hdel(keysKey(redis.prefix), made.id);
    await redis.client.hincrby(keysKey(redis.prefix), '#revision', -1);
    expect(await until(() => !knows(one, made), POLL_MS * 4)).toBe(true);
  });

  test('goes on without Redis, and says that it is not sure', async () => {
    if (!redis.server) {
      process.stdout.write('not tried: the server given by REDIS_URL is not ours to stop\n');
      return;
    }
    const one = await openProcess();
    const made = await make();
    await until(() => knows(one, made), 1000);
    await redis.server.stop();
    expect(await until(() => !one.watch.isSure(), 2000)).toBe(true);
    expect(knows(one, made)).toBe(true);
    await redis.server.start(); // empty: every key was revoked while nobody could be told
    expect(await until(() => !knows(one, made), 3000)).toBe(true);
    expect(one.table.find('key-of-the-environment')).toBeDefined();
  });

  test('is not taken down by news that it does not understand', async () => {
    const one = await openProcess();
    for (const news of ['', '{', 'null', '{"revision":"x"}'])
      await redis.client.publish(`${redis.prefix}jmj:keys:changed`, news);
    const made = await make();
    expect(await until(() => knows(one, made), 1000)).toBe(true);
  });
});

describe('a rotation', () => {
  test('makes a new key; those of before go on for their grace', async () => {
    const one = await openProcess();
    await subscribed(1);
    const first = await make();
    const second = await keyring.rotate(first.id, { graceSeconds: 1 });
    const third = await keyring.rotate(first.id, ROTATION);
    expect(third).toMatchObject({ id: first.id, tenant: 'acme', graceUntil: expect.any(String) });
    expect(await until(() => knows(one, third), WITHIN_MS)).toBe(true);
    expect([knows(one, first), knows(one, second)]).toEqual([true, true]);
    expect(one.table.find(first.key)).toEqual(one.table.find(third.key));
    expect(await until(() => !knows(one, first), 1200)).toBe(true);
    expect([knows(one, second), knows(one, third)]).toEqual([true, true]);
  });

  test('without grace ends the old key at once, and a revocation ends all of them', async () => {
    const one = await openProcess();
    await subscribed(1);
    const first = await make();
    const second = await keyring.rotate(first.id, { graceSeconds: 0 });
    expect(await until(() => !knows(one, first) && knows(one, second), WITHIN_MS)).toBe(true);
    const third = await keyring.rotate(first.id, ROTATION);
    expect(await until(() => knows(one, third), WITHIN_MS)).toBe(true);
    await keyring.revoke(first.id);
    expect(await until(() => !knows(one, second) && !knows(one, third), WITHIN_MS)).toBe(true);
  });

  test('of two at once leaves one key that counts, and none that is lost', async () => {
    const made = await make();
    const rotations = await Promise.all([1, 2, 3].map(() => keyring.rotate(made.id, ROTATION)));
    const one = await openProcess();
    for (const it of [made, ...rotations]) expect(knows(one, it)).toBe(true);
  });

  test('needs a key that is there, and an end that is still to come', async () => {
    await expect(keyring.rotate('nothing', ROTATION)).rejects.toMatchObject({ code: 'not-found' });
    await expect(keyring.rotate('#revision', ROTATION)).rejects.toMatchObject({ code: 'not-found' });
    await expect(keyring.revoke('#revision')).rejects.toMatchObject({ code: 'not-found' });
    const made = await make();
    const past = { ...ROTATION, expiresAt: '2020-01-01T00:00:00Z' };
    await expect(keyring.rotate(made.id, past)).rejects.toMatchObject({ code: 'invalid-request' });
  });
});
