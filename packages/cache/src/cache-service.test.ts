import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NOBODYS_PORT, startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type OpenCacheService, openCacheService } from './drop-in.ts';

let redis: TestRedis;
let said: string[];
const opened: OpenCacheService[] = [];

beforeAll(async () => {
  redis = await startTestRedis(['--maxmemory', '0']); // a flag, so that the server is ours to stop
});
beforeEach(() => {
  said = [];
});
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close();
});
afterAll(() => redis.close());

function open(kind: 'redis' | 'memory', redisUrl = redis.url): OpenCacheService {
  const service = openCacheService({
    redisUrl: kind === 'redis' ? redisUrl : undefined,
    keyPrefix: redis.prefix,
    tenant: 'web',
    say: (line) => said.push(line),
  });
  opened.push(service);
  return service;
}
const analysis = { score: 71, summary: 'été 写真', nested: [1, { a: null }] };
const ttlOf = (key: string) => redis.client.ttl(redis.prefix + key);

describe.each(['redis', 'memory'] as const)('the cache service on %s', (kind) => {
  test('hashes a photo with SHA-256, in hex', () => {
    expect(open(kind).generateImageHash(Buffer.from('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  test('answers an analysis as it was cached, by hash, tone and language; else null', async () => {
    const service = open(kind);
    expect(await service.getCachedAnalysis('h', 'roast', 'fr')).toBeNull();
    await service.cacheAnalysis('h', analysis, 'roast', 'fr');
    expect(await service.getCachedAnalysis('h', 'roast', 'fr')).toEqual(analysis);
    expect(await service.getCachedAnalysis('h', 'roast', 'en')).toBeNull();
    expect(await service.getCachedAnalysis('h', 'learning', 'fr')).toBeNull();
    await service.clearCache();
  });

  test('erases what one user put there, once, and nothing of others', async () => {
    const service = open(kind);
    await service.cacheAnalysis('ada1', analysis, 'roast', 'fr', undefined, 'ada');
    await service.cacheAnalysis('ada2', analysis, 'roast', 'fr', 60, 'ada');
    await service.cacheAnalysis('bob', analysis, 'roast', 'fr', 60, 'bob');
    await service.cacheAnalysis('nobody', analysis, 'roast', 'fr');
    expect(await service.invalidateUserCache('ada')).toBe(2);
    expect(await service.getCachedAnalysis('ada1', 'roast', 'fr')).toBeNull();
    expect(await service.getCachedAnalysis('ada2', 'roast', 'fr')).toBeNull();
    expect(await service.getCachedAnalysis('bob', 'roast', 'fr')).toEqual(analysis);
    expect(await service.getCachedAnalysis('nobody', 'roast', 'fr')).toEqual(analysis);
    expect(await service.invalidateUserCache('ada')).toBe(0);
    expect(await service.clearCache()).toBe(2);
  });

  test('a value that cannot be written is told, and not thrown', async () => {
    const service = open(kind);
    await service.cacheAnalysis('odd', { n: 1n }, 'roast', 'fr');
    expect(await service.getCachedAnalysis('odd', 'roast', 'fr')).toBeNull();
    expect(said.join('\n')).toContain('BigInt');
  });
});

test('in memory: says so, and counts', async () => {
  const service = open('memory');
  await service.cacheAnalysis('h', analysis, 'roast', 'fr');
  expect(await service.getCacheStats()).toEqual({
    type: 'memory',
    memory_size: 1,
    memory_bytes: expect.any(Number),
  });
  expect(said).toEqual(['Cache: in memory (Redis not configured)']);
});

test('on Redis: says so, and counts; the very first read already reaches Redis', async () => {
  await open('redis').cacheAnalysis('first', analysis, 'roast', 'fr');
  const service = open('redis');
  expect(await service.getCachedAnalysis('first', 'roast', 'fr')).toEqual(analysis);
  expect(await service.getCacheStats()).toEqual({
    type: 'redis',
    redis_info: expect.objectContaining({ used_memory_human: expect.any(String) }),
    entries: 1,
    memory_bytes: expect.any(Number),
  });
  expect(said).toEqual(['Cache: Redis connected', 'Cache: Redis connected']);
  await service.clearCache();
});

test.each([
  [undefined, 86_400],
  [60, 60],
  [0, 1],
  [-5, 1],
  [1.9, 1],
  [1_000_000, 172_800],
  [Number.POSITIVE_INFINITY, 172_800],
  [Number.NaN, 86_400],
])('a TTL of %p s is kept as %p s', async (asked, kept) => {
  const service = open('redis');
  await service.cacheAnalysis('ttl', analysis, 'roast', 'fr', asked);
  expect(await ttlOf('analysis:ttl:roast:fr')).toBe(kept);
  await service.clearCache();
});

test('clearing leaves everything that is not the cache', async () => {
  const others = [`{${redis.prefix}jmj}:analyses:wait`, `${redis.prefix}request:1`, `${redis.prefix}photo:1`];
  for (const key of others) await redis.client.set(key, 'x', 'EX', 60);
  const service = open('redis');
  await service.cacheAnalysis('h', analysis, 'roast', 'fr');
  expect(await service.clearCache()).toBe(1);
  expect(await redis.client.exists(...others)).toBe(3);
});

test('when Redis dies nothing throws, memory serves; what was cached meanwhile is in Redis afterwards and can be erased', async () => {
  const service = open('redis');
  await service.getCacheStats();
  await redis.server!.stop();
  const from = Date.now();
  await service.cacheAnalysis('meanwhile', analysis, 'roast', 'fr', 60, 'eve');
  expect(await service.getCachedAnalysis('meanwhile', 'roast', 'fr')).toEqual(analysis);
  expect(await service.getCacheStats()).toMatchObject({ type: 'memory', memory_size: 1 });
  expect(await service.invalidateUserCache('eve')).toBe(0);
  expect(Date.now() - from).toBeLessThan(500);
  expect(said).toContain('Cache: Redis is away, in memory until it is back');
  expect(said).toContain('Cache: a user was not erased, and has to be erased again: Redis is away');

  await redis.server!.start();
  while ((await service.getCacheStats()).type !== 'redis') await new Promise((done) => setTimeout(done, 20));
  expect(await ttlOf('analysis:meanwhile:roast:fr')).toBeGreaterThan(50);
  expect(said).toContain('Cache: Redis is back');
  expect(await service.invalidateUserCache('eve')).toBe(1);
  expect(await ttlOf('analysis:meanwhile:roast:fr')).toBe(-2);
});

test('a Redis that was never there is memory', async () => {
  const service = open('redis', `redis://127.0.0.1:${NOBODYS_PORT}`);
  await service.cacheAnalysis('h', analysis, 'roast', 'fr');
  expect(await service.getCachedAnalysis('h', 'roast', 'fr')).toEqual(analysis);
  expect(await service.clearCache()).toBe(1);
});

describe('the import of the web app', () => {
  const run = (code: string, env: Record<string, string>) => {
    const service = fileURLToPath(new URL('./service.ts', import.meta.url));
    const script = `import { cacheService, closeCacheService } from ${JSON.stringify(service)};\n${code}`;
    return promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { PATH: process.env.PATH ?? '', ...env },
      timeout: 10_000,
    });
  };

  test('a script that closes it ends, also while Redis is away, and can use it again before', async () => {
    const code = `
      await cacheService.cacheAnalysis('h', { score: 1 }, 'roast', 'fr');
      await closeCacheService();
      await cacheService.cacheAnalysis('h', { score: 1 }, 'roast', 'fr');
      await closeCacheService();
      await closeCacheService();`;
    const away = 'Cache: Redis is away, in memory until it is back';
    const lost = 'Cache: closed before all was done: Redis is away';
    const { stderr } = await run(code, { REDIS_URL: `redis://127.0.0.1:${NOBODYS_PORT}` });
    expect(stderr.trim().split('\n')).toEqual([away, lost, away, lost]);
  });

  test('does nothing by itself', async () => {
    const { stdout, stderr } = await run('console.log(Object.keys(cacheService).join())', {
      REDIS_URL: redis.url,
    });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(
      'generateImageHash,getCachedAnalysis,cacheAnalysis,getCacheStats,invalidateUserCache,clearCache',
    );
  });

  test('opens the cache that the environment names on first use', async () => {
    const use = `
      await cacheService.cacheAnalysis('h', { score: 1 }, 'roast', 'fr');
      console.log(JSON.stringify(await cacheService.getCachedAnalysis('h', 'roast', 'fr')), (await cacheService.getCacheStats()).type);
      await closeCacheService();`;
    const onRedis = await run(use, { REDIS_URL: redis.url, KEY_PREFIX: redis.prefix });
    expect(onRedis).toMatchObject({ stdout: '{"score":1} redis\n', stderr: 'Cache: Redis connected\n' });
    const inMemory = await run(use, { REDIS_URL: '' });
    expect(inMemory).toMatchObject({
      stdout: '{"score":1} memory\n',
      stderr: 'Cache: in memory (Redis not configured)\n',
    });
  });
});
