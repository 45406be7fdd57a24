import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { MAX_TTL_SECONDS } from './keys.ts';
import { createMemoryUserIndex, createUserIndex } from './user-index.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

const ada = { tenant: 'web', userId: 'ada' };

describe.each([
  ['Redis', () => createUserIndex(redis.client, redis.prefix)],
  ['memory', createMemoryUserIndex],
])('a user index on %s', (_name, open) => {
  test('finds what was noted for a user, once each, and nothing of others', async () => {
    const users = open();
    await users.add(ada, 'fingerprint');
    await users.addKey(ada, 'analysis:x');
    await users.addKey(ada, 'analysis:x');
    await users.addKey({ tenant: 'web', userId: 'bob' }, 'analysis:bob');
    await users.addKey({ tenant: 'other', userId: 'ada' }, 'analysis:other');
    expect((await users.keys(ada)).sort()).toEqual(['analysis:fingerprint', 'analysis:x']);
  });

  test('forgets what it is told to, and keeps what was noted since', async () => {
    const users = open();
    await users.addKey(ada, 'one');
    const keys = await users.keys(ada);
    await users.addKey(ada, 'since');
    await users.forget(ada, keys);
    expect(await users.keys(ada)).toEqual(['since']);
    await users.forget(ada, ['since']);
    expect(await users.keys(ada)).toEqual([]);
    await users.forget(ada, []);
  });

  test('tells apart names that look alike when they are joined', async () => {
    const users = open();
    await users.addKey({ tenant: 'a', userId: 'b:c' }, 'one');
    await users.addKey({ tenant: 'a:b', userId: 'c' }, 'two');
    expect(await users.keys({ tenant: 'a', userId: 'b:c' })).toEqual(['one']);
    expect(await users.keys({ tenant: 'a:b', userId: 'c' })).toEqual(['two']);
  });
});

test('the index is under user:{tenant}:{userId} and lives 48 h from the last note', async () => {
  const users = createUserIndex(redis.client, redis.prefix);
  const eve = { tenant: 'web', userId: 'eve' };
  const key = `${redis.prefix}user:web:eve`;
  await users.addKey(eve, 'one');
  await redis.client.expire(key, 10);
  await users.addKey(eve, 'two');
  const ttl = (await redis.keys()).get(key)!;
  expect(ttl).toBeGreaterThan(MAX_TTL_SECONDS * 1000 - 5000);
  expect(ttl).toBeLessThanOrEqual(MAX_TTL_SECONDS * 1000);
});

test('a user who comes back every day leaves no trace of photos older than 48 h', async () => {
  const users = createUserIndex(redis.client, redis.prefix);
  const dan = { tenant: 'web', userId: 'dan' };
  await redis.client.zadd(`${redis.prefix}user:web:dan`, Date.now() - 1, 'old');
  await users.addKey(dan, 'new');
  expect(await users.keys(dan)).toEqual(['new']);
});

test('a note that Redis did not take is an error', async () => {
  await redis.client.set(`${redis.prefix}user:web:odd`, 'x', 'EX', 60);
  await expect(
    createUserIndex(redis.client, redis.prefix).addKey({ tenant: 'web', userId: 'odd' }, 'k'),
  ).rejects.toThrow('WRONGTYPE');
});
