import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createIdempotencyKeys, type IdempotencyKeys } from './idempotency.ts';

let server: TestRedis;
/** Two processes. */
let one: IdempotencyKeys;
let other: IdempotencyKeys;
const CLAIM_MS = 200;
beforeAll(async () => {
  server = await startTestRedis();
  const open = () =>
    createIdempotencyKeys({
      redis: server.client,
      keyPrefix: server.prefix,
      ttlSeconds: 3600,
      claimMs: CLAIM_MS,
    });
  [one, other] = [open(), open()];
});
afterAll(() => server.close());

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const scope = (key: string, tenant = 'acme') => ({ tenant, key });

async function claimed(keys: IdempotencyKeys, key: string, payload = 'p') {
  const claim = await keys.claim(scope(key), payload);
  if (claim.state !== 'new' && claim.state !== 'abandoned') throw new Error(claim.state);
  return claim;
}

test('one request is new, the others are told that it runs, then what came of it', async () => {
  const { claim } = await claimed(one, 'a');
  const running = await other.claim(scope('a'), 'p');
  expect(running).toMatchObject({ state: 'running' });
  await one.settle(scope('a'), claim, 'analysis-1');
  expect(await other.claim(scope('a'), 'p')).toEqual({ state: 'done', id: 'analysis-1' });
});

test('of many at once exactly one is new', async () => {
  const claims = await Promise.all(
    Array.from({ length: 50 }, (_, n) => (n % 2 ? one : other).claim(scope('race'), 'p')),
  );
  expect(claims.filter((it) => it.state === 'new')).toHaveLength(1);
  expect(claims.filter((it) => it.state === 'running')).toHaveLength(49);
});

test('another payload is a mismatch, while it runs and after', async () => {
  const { claim } = await claimed(one, 'b');
  expect(await other.claim(scope('b'), 'q')).toEqual({ state: 'mismatch' });
  await one.settle(scope('b'), claim, 'x');
  expect(await other.claim(scope('b'), 'q')).toEqual({ state: 'mismatch' });
});

test('another tenant with the same key is another request', async () => {
  await claimed(one, 'c');
  expect(await one.claim(scope('c', 'globex'), 'q')).toMatchObject({ state: 'new' });
});

test('nothing came of it: the next one is new', async () => {
  const { claim } = await claimed(one, 'd');
  await one.letGo(scope('d'), claim);
  expect(await other.claim(scope('d'), 'q')).toMatchObject({ state: 'new' });
});

test('who takes over from a process that went away goes on under the same id; the other cannot settle any more', async () => {
  const first = await claimed(one, 'e');
  await sleep(CLAIM_MS + 20);
  const second = await claimed(other, 'e');
  expect(second).toMatchObject({ state: 'abandoned', id: first.id });
  await one.letGo(scope('e'), first.claim);
  await one.settle(scope('e'), first.claim, 'late');
  expect(await one.claim(scope('e'), 'p')).toMatchObject({ state: 'running' });
  await other.settle(scope('e'), second.claim, second.id);
  expect(await one.claim(scope('e'), 'p')).toEqual({ state: 'done', id: first.id });
});

test('a claim is held for as long as somebody is at it, and no longer; nobody holds one that was lost', async () => {
  const claimMs = 600;
  const keys = createIdempotencyKeys({
    redis: server.client,
    keyPrefix: server.prefix,
    ttlSeconds: 60,
    claimMs,
  });
  const first = await claimed(keys, 'h');
  const stop = keys.keep(scope('h'), first.claim);
  await sleep(claimMs * 1.5);
  expect(await other.claim(scope('h'), 'p')).toMatchObject({ state: 'running' });
  stop();
  await sleep(claimMs + 20);
  const stopLate = keys.keep(scope('h'), first.claim);
  const second = await claimed(other, 'h');
  expect(second.state).toBe('abandoned');
  await other.settle(scope('h'), second.claim, second.id);
  await sleep(claimMs / 2);
  expect(await other.claim(scope('h'), 'p')).toEqual({ state: 'done', id: first.id });
  stopLate();
});

test('neither the key, nor the tenant, nor the payload can be read in Redis, and all of it expires', async () => {
  await one.claim({ tenant: 'secret-tenant', key: 'secret-key', userHash: 'f00' }, 'secret-payload');
  for (const [key, ttl] of await server.keys()) {
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(3_600_000);
    expect(key).not.toContain('secret');
    if ((await server.client.type(key)) === 'hash')
      expect(JSON.stringify(await server.client.hgetall(key))).not.toContain('secret');
  }
});

test('a user is forgotten with their keys, and nobody else', async () => {
  const theirs = (key: string, userHash: string) => ({ tenant: 'acme', key, userHash });
  for (const key of ['u1', 'u2']) await one.claim(theirs(key, 'user-a'), 'p');
  await one.claim(theirs('u3', 'user-b'), 'p');
  expect(await other.forgetUser('user-a')).toBe(2);
  expect(await other.forgetUser('user-a')).toBe(0);
  expect(await one.claim(theirs('u1', 'user-a'), 'q')).toMatchObject({ state: 'new' });
  expect(await one.claim(theirs('u3', 'user-b'), 'p')).toMatchObject({ state: 'running' });
});
