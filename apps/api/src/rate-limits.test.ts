import type { Problem } from '@jmj/contracts';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { KEY, OTHER_KEY } from './testing/harness.ts';

const THIRD_KEY = 'key-of-initech';
const FOURTH_KEY = 'key-of-hooli';
const API_KEYS = `acme:${KEY},globex:${OTHER_KEY},initech:${THIRD_KEY},hooli:${FOURTH_KEY}`;
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

test('another spelling of a path is no way around', async () => {
  for (const path of ['/%761/analyses/x', '/v1/%61nalyses/x', '/%76%31/batches/x'])
    expect((await look(0, OTHER_KEY, path)).headers.get('ratelimit')).toMatch(/^"default";r=\d+;/);
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

test.each([{ sha256: 'a'.repeat(64) }, { imageUrl: 'https://photos.example/a.jpg' }])(
  'who asks with %p counts as who sends a photo',
  async (asked) => {
    const userId = Object.keys(asked)[0];
    const ask = () =>
      fetch(`${it.api.address}/v1/analyses`, {
        method: 'POST',
        headers: { authorization: `Bearer ${FOURTH_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...asked, userId }),
      });
    const passed = 'sha256' in asked ? 404 : 202;
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await ask()).status);
    expect(statuses).toEqual([passed, passed, passed, 429]);
  },
);

test('two processes share one bucket; who is over it gets 429, and others are not concerned', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => look(n % 2, KEY)));
  const passed = answers.filter((one) => one.status === 404).length;
  // A token a process may hold that others could use; what comes in the meantime.
  expect(passed).toBeGreaterThanOrEqual(18);
  expect(passed).toBeLessThanOrEqual(22);
  await expectLimited(answers.find((one) => one.status === 429) as Response);
  expect((await look(0, OTHER_KEY)).status).toBe(404);
  expect((await fetch(`${it.api.address}/livez`)).status).toBe(200);

  const left = answers.find((one) => one.status === 429)?.headers.get('retry-after');
  await new Promise((done) => setTimeout(done, Number(left) * 1000 + 100));
  expect((await look(0, KEY)).status).toBe(404);
});

test('the admin has a bucket of its own', async () => {
  const answers = await Promise.all(Array.from({ length: 25 }, () => look(0, 'admin', '/v1/admin/keys')));
  expect(answers.filter((one) => one.status === 200).length).toBeGreaterThanOrEqual(19);
  await expectLimited(answers.find((one) => one.status === 429) as Response);
});

const batchOf = (count: number, userOf: (n: number) => string | undefined, key = THIRD_KEY) =>
  fetch(`${it.api.address}/v1/batches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      items: Array.from({ length: count }, (_, n) => ({
        sha256: n.toString(16).padStart(64, '0'),
        userId: userOf(n),
      })),
    }),
  });

test('a batch weighs what it has items: one that is heavier than the bucket is let in, and paid back before the next', async () => {
  const first = await batchOf(100, () => undefined);
  expect([first.status, first.headers.get('ratelimit-policy')]).toEqual([201, '"default";q=20;w=20']);
  expect(first.headers.get('ratelimit')).toMatch(/^"default";r=0;t=100$/);
  // What a process had drawn before may be left of it.
  await look(0, THIRD_KEY);
  const next = await batchOf(1, () => undefined);
  await expectLimited(next);
  expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(70);
});

test('each user of a batch is asked for as many as are theirs', async () => {
  const two = (n: number) => (n % 2 ? 'u5' : 'u6');
  const first = await batchOf(4, two, OTHER_KEY);
  expect([first.status, first.headers.get('ratelimit')]).toEqual([
    201,
    expect.stringMatching(/^"default";r=\d+;t=\d+, "user";r=1;t=\d+$/),
  ]);
  expect((await batchOf(4, two, OTHER_KEY)).status).toBe(201); // one over
  await expectLimited(await batchOf(2, (n) => (n ? 'u5' : 'u7'), OTHER_KEY));
  expect((await batchOf(1, () => 'u8', OTHER_KEY)).status).toBe(201);
});

test('neither a user nor a tenant outlives its bucket in Redis, and no user is named there', async () => {
  const keys = [...(await it.redis.keys())].filter(([key]) => key.includes(':rate:'));
  expect(keys.length).toBeGreaterThan(0);
  for (const [key, ttl] of keys) {
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(120_001); // the batch's, which owes
    expect(key).not.toMatch(/u\d/);
  }
});
