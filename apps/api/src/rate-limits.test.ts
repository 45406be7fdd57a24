import type { Problem } from '@jmj/contracts';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { KEY, OTHER_KEY } from './testing/harness.ts';

const API_KEYS = `acme:${KEY},globex:${OTHER_KEY}`;
const LIMITS = { RATE_LIMIT_PER_MINUTE: '60', RATE_LIMIT_BURST: '20', USER_RATE_LIMIT_PER_MINUTE: '3' };

let it: Fleet;
beforeAll(async () => {
  it = await startFleet({ workers: 0, apis: 2, key: KEY, env: { API_KEYS, ...LIMITS, ADMIN_KEY: 'admin' } });
});
afterAll(() => it.close());

const look = (api: number, key: string, path = '/v1/analyses/x') =>
  fetch(`${it.apis[api]?.address}${path}`, { headers: { authorization: `Bearer ${key}` } });

async function expectLimited(answer: Response) {
  expect(answer.status).toBe(429);
  expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
  expect(((await answer.json()) as Problem).code).toBe('rate-limited');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}

test('the policy and what is left of it are told with each answer', async () => {
  const answer = await look(0, OTHER_KEY);
  expect(answer.headers.get('ratelimit-policy')).toBe('"default";q=20;w=20');
  expect(answer.headers.get('ratelimit')).toBe('"default";r=19;t=1');
});

test('a user of a tenant has a limit of their own, told beside it', async () => {
  const photo = await makePhoto({ seed: 1, width: 64, height: 64 });
  const upload = (userId: string) => {
    const headers = { authorization: `Bearer ${OTHER_KEY}` };
    return it.upload(photo, { userId }, headers);
  };
  const answers = [];
  for (let n = 0; n < 5; n++) answers.push(await upload('u1'));
  expect(answers.map((one) => one.status)).toEqual([202, 202, 202, 429, 429]);
  expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"default";q=20;w=20, "user";q=3;w=60');
  expect(answers[0]?.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+, "user";r=2;t=20$/);
  await expectLimited(answers[4] as Response);
  expect((await upload('u2')).status).toBe(202);
});

test('two processes share one bucket; who is over it gets 429, and others are not concerned', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => look(n % 2, KEY)));
  const passed = answers.filter((one) => one.status === 404).length;
  // A token a process may hold that others could use; what comes in the meantime.
  expect(passed).toBeGreaterThanOrEqual(18);
  expect(passed).toBeLessThanOrEqual(22);
  await expectLimited(answers.find((one) => one.status === 429) as Response);
  expect((await look(0, OTHER_KEY)).status).toBe(404);
  expect((await fetch(`${it.api.address}/livez`)).status).toBe(200);
  const admin = await look(0, 'admin', '/v1/admin/cache/stats');
  expect([admin.status, admin.headers.get('ratelimit')]).toEqual([200, null]);

  const left = answers.find((one) => one.status === 429)?.headers.get('retry-after');
  await new Promise((done) => setTimeout(done, Number(left) * 1000 + 100));
  expect((await look(0, KEY)).status).toBe(404);
});

test('neither a user nor a tenant outlives its bucket in Redis, and no user is named there', async () => {
  const keys = [...(await it.redis.keys())].filter(([key]) => key.includes(':rate:'));
  expect(keys.length).toBeGreaterThan(0);
  for (const [key, ttl] of keys) {
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(60_001);
    expect(key).not.toMatch(/u1|u2/);
  }
});
