import { userHashOf } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createCritiqueEraser, createOwnership } from './erasing.ts';
import { critiqueKey, MAX_TTL_SECONDS } from './keys.ts';
import { createRedisStore } from './redis-store.ts';
import { createTwinIndex } from './twins/index.ts';
import { createUserIndex } from './user-index.ts';

const ULLA = { tenant: 'web', userId: 'ulla' };
const OTTO = { tenant: 'web', userId: 'otto' };
const ABROAD = { tenant: 'other', userId: 'ulla' };
const photo = (n: number) => String(n).padStart(64, 'a');
const asked = (n: number, model = 'm') => `${photo(n)}:roast:fr:street:p1:${model}`;

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterEach(async () => {
  for (const key of (await redis.keys()).keys()) await redis.client.unlink(key);
});
afterAll(() => redis.close());

function open(variantsOf?: (fingerprint: string) => string[]) {
  const { client, prefix: keyPrefix } = redis;
  const store = createRedisStore(client, keyPrefix);
  const users = createUserIndex(client, keyPrefix);
  const twins = createTwinIndex({ redis: client, store, keyPrefix });
  const eraser = createCritiqueEraser({
    store,
    users,
    redis: client,
    keyPrefix,
    forgetTwins: twins.forget,
    variantsOf,
  });
  const put = (fingerprint: string) => store.set(critiqueKey(fingerprint), Buffer.from('critique'), 60);
  const has = async (fingerprint: string) => (await store.get(critiqueKey(fingerprint))) !== undefined;
  return { store, users, twins, eraser, put, has, ownership: createOwnership(client, keyPrefix) };
}

test('what only their photos led to goes, and what somebody else has asked for stays', async () => {
  const { users, eraser, put, has } = open();
  for (const n of [1, 2, 3, 4]) await put(asked(n));
  for (const n of [1, 2, 3, 4]) await users.add(ULLA, asked(n));
  await users.add(OTTO, asked(2));
  await users.add(ABROAD, asked(3));
  await users.add({ tenant: 'web' }, asked(4)); // somebody without a name
  expect(await eraser.erase(ULLA)).toEqual({
    fingerprints: [asked(1)],
    critiques: 1,
    descriptors: 0,
    shared: 3,
  });
  expect(await Promise.all([1, 2, 3, 4].map((n) => has(asked(n))))).toEqual([false, true, true, true]);
  expect(await users.keys(ULLA)).toEqual([]);
  // The last one takes it along.
  expect(await eraser.erase(OTTO)).toMatchObject({ critiques: 1, shared: 0 });
  expect(await eraser.erase(ULLA)).toEqual({ fingerprints: [], critiques: 0, descriptors: 0, shared: 0 });
});

test('what their photos look like goes, unless another user of the tenant has sent the same photo', async () => {
  const { users, twins, eraser, store } = open();
  for (const n of [1, 2]) {
    const sketch = { descriptor: Buffer.from(`${n}`), keys: { store: ['k'], lookup: ['k'] } };
    await twins.add('web', { sha256: photo(n), sketch, ttlSeconds: 60 });
    await users.add(ULLA, asked(n));
  }
  await users.add(OTTO, asked(2).replace('roast', 'learning'));
  expect(await eraser.erase(ULLA)).toMatchObject({ descriptors: 1 });
  const found = await twins.find('web', ['k']);
  expect(found.map(({ sha256 }) => sha256)).toEqual([photo(2)]);
  expect((await store.stats('twin:')).entries).toBe(3); // of one photo
});

test('an answer of a model that stood in is found too, and is owned by whoever asked', async () => {
  const { users, eraser, put, has, ownership } = open((one) => [one, one.replace(/m$/, 'stand-in')]);
  await users.add(ULLA, asked(1));
  expect(await ownership.isOwned(asked(1, 'stand-in'))).toBe(true);
  await put(asked(1, 'stand-in'));
  expect(await eraser.erase(ULLA)).toMatchObject({ critiques: 1 });
  expect(await has(asked(1, 'stand-in'))).toBe(false);
  expect(await ownership.isOwned(asked(1, 'stand-in'))).toBe(false);
});

test('ownership tells users, tenants and photos apart, and names nobody', async () => {
  const { users, ownership } = open();
  await users.add(ULLA, asked(1));
  const owner = ({ tenant, userId }: typeof ULLA) => ({ tenant, userHash: userHashOf(tenant, userId) });
  expect(await ownership.owns(owner(ULLA), asked(1))).toBe(true);
  expect(await ownership.owns(owner(OTTO), asked(1))).toBe(false);
  expect(await ownership.owns(owner(ABROAD), asked(1))).toBe(false);
  expect(await ownership.isPhotoOwned('web', photo(1))).toBe(true);
  expect(await ownership.isPhotoOwned('other', photo(1))).toBe(false);
  const keys = [...(await redis.keys())].filter(([key]) => key.includes('owners:'));
  expect(keys).toHaveLength(2);
  for (const [key, ttl] of keys) {
    expect(ttl > 0 && ttl <= MAX_TTL_SECONDS * 1000).toBe(true);
    expect((await redis.client.zrange(key, '0', '-1')).join()).not.toMatch(/ulla|web/);
  }
});

test('an erasure that breaks off is done again from where it stood', async () => {
  const { users, put, has, store } = open();
  await put(asked(1));
  await users.add(ULLA, asked(1));
  const away = { ...store, delete: () => Promise.reject(new Error('away')) };
  const deps = { users, redis: redis.client, keyPrefix: redis.prefix, forgetTwins: async () => 0 };
  await expect(createCritiqueEraser({ ...deps, store: away }).erase(ULLA)).rejects.toThrow('away');
  expect(await createCritiqueEraser({ ...deps, store }).erase(ULLA)).toMatchObject({ critiques: 1 });
  expect(await has(asked(1))).toBe(false);
});
