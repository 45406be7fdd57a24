import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { checkEvictionPolicy, type RedisRole } from './policy.ts';

let server: TestRedis;
beforeAll(async () => {
  server = await startTestRedis(['--maxmemory', '0']);
});
afterAll(() => server.close());

const given = async (policy: string, maxmemory = '64mb') => {
  await server.client.config('SET', 'maxmemory', maxmemory);
  await server.client.config('SET', 'maxmemory-policy', policy);
};
const said = (role: RedisRole) => checkEvictionPolicy(server.client, role);

test.each(['queue', 'shared'] as const)('noeviction is right for a server that is %s', async (role) => {
  await given('noeviction');
  expect(await said(role)).toBeUndefined();
});

test.each(['volatile-lru', 'allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
  '%s loses jobs, and the words say so and what to do',
  async (policy) => {
    await given(policy);
    for (const role of ['queue', 'shared'] as const) {
      const words = await said(role);
      expect(words).toContain('may throw away jobs');
      expect(words).toContain(policy);
      expect(words).toContain('Set it to noeviction');
    }
  },
);

test.each(['allkeys-lru', 'allkeys-lfu'])('%s is right for a cache of its own', async (policy) => {
  await given(policy);
  expect(await said('cache')).toBeUndefined();
});

test('a cache of its own with noeviction will refuse critiques', async () => {
  await given('noeviction');
  expect(await said('cache')).toContain('refuses every new critique');
});

test.each(['allkeys-random', 'volatile-random', 'volatile-ttl', 'volatile-lru'])(
  'a cache of its own with %s does not keep what is used',
  async (policy) => {
    await given(policy);
    expect(await said('cache')).toContain('Set it to allkeys-lru or allkeys-lfu');
  },
);

test('a cache of its own without any limit is told to set one', async () => {
  await given('noeviction', '0');
  expect(await said('cache')).toContain('no maxmemory');
});

test('CONFIG may be forbidden, as with hosted servers: INFO is enough', async () => {
  await given('volatile-lru');
  await server.client.acl('SETUSER', 'hosted', 'on', '>pw', '~*', '+@all', '-config');
  const hosted = new Redis(server.url, { username: 'hosted', password: 'pw' });
  try {
    expect(await checkEvictionPolicy(hosted, 'queue')).toContain('volatile-lru');
  } finally {
    hosted.disconnect();
  }
});

test('INFO may be forbidden: then CONFIG tells', async () => {
  await given('volatile-lru');
  await server.client.acl('SETUSER', 'noinfo', 'on', '>pw', '~*', '+@all', '-info');
  const shy = new Redis(server.url, { username: 'noinfo', password: 'pw', enableReadyCheck: false });
  try {
    expect(await checkEvictionPolicy(shy, 'queue')).toContain('volatile-lru');
  } finally {
    shy.disconnect();
  }
});

test('a server that tells nothing is asked about in words, where jobs could be lost', async () => {
  await server.client.acl('SETUSER', 'mute', 'on', '>pw', '~*', '+@all', '-info', '-config');
  const mute = new Redis(server.url, { username: 'mute', password: 'pw', enableReadyCheck: false });
  try {
    expect(await checkEvictionPolicy(mute, 'queue')).toContain('does not tell');
    expect(await checkEvictionPolicy(mute, 'cache')).toBeUndefined();
  } finally {
    mute.disconnect();
  }
});
