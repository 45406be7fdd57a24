import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { createCritiqueCache } from './critique-cache.ts';
import { type OpenCacheService, openCacheService } from './drop-in.ts';
import { FINGERPRINT, someCached } from './fixtures/cached.ts';
import { createCritiqueMemory } from './hit/memory.ts';
import { listenForErased } from './hit/news.ts';
import { critiqueKey } from './keys.ts';
import { createCacheLayers } from './layers.ts';
import { createUserIndex } from './user-index.ts';

const WITHIN_MS = 100;
const ADA = { tenant: 'web', userId: 'ada' };

let redis: TestRedis;
let dropIn: OpenCacheService;
const closers: (() => void)[] = [];
beforeAll(async () => {
  redis = await startTestRedis(['--maxmemory', '0']); // a flag, so that the server is ours to stop
});
beforeEach(() => {
  dropIn = openCacheService({
    redisUrl: redis.url,
    keyPrefix: redis.prefix,
    tenant: ADA.tenant,
    say: () => {},
  });
});
afterEach(async () => {
  await dropIn.close();
  for (const close of closers.splice(0).reverse()) close();
});
afterAll(() => redis.close());

async function until(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return holds();
}

/** The cache of an api process, with its memory and the account of its room, that has Ada's critique in memory. */
async function apiThatKnows() {
  const connection = new Redis(redis.url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: () => 20,
  });
  connection.on('error', () => {});
  await new Promise((resolve) => connection.once('ready', resolve));
  const memory = createCritiqueMemory();
  const { store, occupancy } = createCacheLayers({
    cache: connection,
    queue: connection,
    isShared: true,
    maxBytes: 1_048_576,
    keyPrefix: redis.prefix,
  });
  const news = listenForErased(connection, memory, () => {}, redis.prefix);
  closers.push(() => connection.disconnect(), news.close);
  const critiques = createCritiqueCache(store, { memory });
  await createUserIndex(connection, redis.prefix).addKey(ADA, critiqueKey(FINGERPRINT));
  await critiques.put(FINGERPRINT, someCached());
  const inMemory = async () => (await critiques.ready(FINGERPRINT))?.fromMemory === true;
  expect(await until(inMemory, 2000)).toBe(true);
  const gone = async () => (await critiques.ready(FINGERPRINT)) === undefined;
  return { gone, store, occupancy: occupancy! };
}

const ERASURES: [string, () => Promise<number>][] = [
  ['clearCache', () => dropIn.clearCache()],
  ['invalidateUserCache', () => dropIn.invalidateUserCache('ada')],
];

test.each(ERASURES)(
  `after %s another process has forgotten within ${WITHIN_MS} ms, and the room is free`,
  async (_name, erase) => {
    const api = await apiThatKnows();
    expect((await api.occupancy()).entries).toBe(1);
    expect(await erase()).toBe(1);
    expect(await until(api.gone, WITHIN_MS)).toBe(true);
    expect(await api.occupancy()).toMatchObject({ entries: 0, bytes: 0 });
  },
);

test('cleared while Redis hangs, every process has forgotten once it answers again', async () => {
  const api = await apiThatKnows();
  const pid = Number(/process_id:(\d+)/.exec(await redis.client.info('server'))?.[1]);
  process.kill(pid, 'SIGSTOP');
  try {
    expect(await dropIn.clearCache()).toBe(0);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  expect(
    await until(async () => {
      await dropIn.getCacheStats();
      return api.gone();
    }, 3000),
  ).toBe(true);
  expect((await api.occupancy()).entries).toBe(0);
}, 15_000);
