import {
  createCritiqueMemory,
  createRoomyStore,
  createUserIndex,
  critiqueKey,
  listenForErased,
} from '@jmj/cache';
import { createStatistics } from '@jmj/cache/stats';
import { descriptorKeysOf } from '@jmj/cache/twins';
import { cacheStatsSchema, problemSchema } from '@jmj/contracts';
import { NOBODYS_PORT } from '@jmj/testing/redis';
import type { Figures } from './admin-contract.ts';
import { buildPages } from './testing/built-pages.ts';
import { ADMIN_KEY, type Harness, startHarness } from './testing/harness.ts';

const DAY_SECONDS = 86_400;
const ASKED = { tone: 'roast', language: 'fr', photoType: 'street' } as const;
const BEARER = { authorization: `Bearer ${ADMIN_KEY}` };
const ALICE = { tenant: 'acme', userId: 'alice' };

let harness: Harness;
let pages: Awaited<ReturnType<typeof buildPages>>;

beforeAll(async () => {
  pages = await buildPages();
  harness = await startHarness({ DASHBOARD_DIR: pages.folder, REDIS_MONTHLY_COST: '30' });
});
afterAll(async () => {
  await harness.close();
  await pages.remove();
});

const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${harness.dashboard.address}${path}`, { redirect: 'manual', ...init });
const ask = (path: string): Promise<Response> => call(`/admin/api/${path}`, { headers: BEARER });
const act = (path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Response> =>
  call(`/admin/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...BEARER, ...headers },
    body: JSON.stringify(body),
  });

const fingerprint = (n: number): string => `${String(n).padStart(64, 'a')}:roast:fr:street`;

/** Critiques with their photos' descriptors, as a worker would have left them; whose photos they were of. */
async function fill(numbers: number[], owner = ALICE): Promise<void> {
  const store = createRoomyStore(harness.redis.client, { maxBytes: 1e8, keyPrefix: harness.redis.prefix });
  const users = createUserIndex(harness.redis.client, harness.redis.prefix);
  for (const n of numbers) {
    const key = critiqueKey(fingerprint(n));
    await store.set(key, Buffer.from('critique'), DAY_SECONDS);
    const [descriptor = ''] = descriptorKeysOf(owner.tenant, [key]);
    await store.set(descriptor, Buffer.from('descriptor'), DAY_SECONDS);
    await users.add(owner, fingerprint(n));
  }
}

async function names(start: string): Promise<string[]> {
  const all = [...(await harness.redis.keys()).keys()].map((it) => it.slice(harness.redis.prefix.length));
  return all.filter((it) => it.startsWith(start)).sort();
}

describe('nobody gets in', () => {
  const POSTS = ['/admin/api/cache/clear', '/admin/api/users/erase'];

  test('without a session: no page, no file, no figure, no deed', async () => {
    await fill([1]);
    const gets = ['/admin', '/admin/', '/admin/index.html', '/admin/favicon.svg', '/admin/api/figures'];
    for (const path of gets) expect([path, (await call(path)).status]).toEqual([path, 401]);
    for (const path of POSTS) {
      const headers = { 'content-type': 'application/json' };
      const answer = await call(path, { method: 'POST', headers, body: JSON.stringify(ALICE) });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    expect(await names('analysis:')).toHaveLength(1);
  });

  test('from another site, whatever the session', async () => {
    await fill([1]);
    for (const origin of ['https://evil.example', 'null']) {
      expect((await act('cache/clear', {}, { origin })).status).toBe(403);
      expect((await act('users/erase', ALICE, { origin })).status).toBe(403);
    }
    expect(await names('analysis:')).toHaveLength(1);
    expect((await act('cache/clear', {}, { origin: harness.dashboard.address })).status).toBe(200);
  });

  test('with a link or with a form', async () => {
    await fill([1]);
    for (const path of POSTS) {
      expect((await call(path, { headers: BEARER })).status).toBe(404);
      const form = { method: 'POST', headers: BEARER, body: new URLSearchParams(ALICE) };
      expect((await call(path, form)).status).toBe(400);
    }
    expect(await names('analysis:')).toHaveLength(1);
  });
});

test('a browser is sent to sign in first, and then to the page', async () => {
  const headers = { accept: 'text/html' };
  expect((await call('/', { headers })).headers.get('location')).toBe('/admin/sign-in');
  expect((await call('/admin', { headers })).headers.get('location')).toBe('/admin/sign-in');
  const answer = await call('/admin', { headers: { ...headers, ...BEARER } });
  expect(await answer.text()).toContain('<div id="app"></div>');
});

test('the page is under the strictest policy and never kept, its files are', async () => {
  const page = await call('/admin', { headers: BEARER });
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(page.headers.get('cache-control')).toBe('no-store');
  const html = await page.text();
  expect(html).not.toMatch(/<style|<script>|style="|(src|href)="(https?:)?\/\//);
  const [, script = ''] = /src="([^"]+\.js)"/.exec(html) ?? [];
  const file = await call(script, { headers: BEARER });
  expect(file.headers.get('content-type')).toContain('javascript');
  expect(file.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect(file.headers.get('content-security-policy')).toBe(policy);
});

describe('the figures', () => {
  test('are the report, one series, and how the queue stands', async () => {
    const { client, prefix } = harness.redis;
    const statistics = createStatistics({ redis: client, keyPrefix: prefix });
    for (let n = 0; n < 3; n++)
      statistics.count({ type: 'hit', from: 'exact', asked: ASKED, ms: 2, savedUsd: 0.01 });
    statistics.count({ type: 'missed', asked: ASKED });
    statistics.count({ type: 'judged', asked: ASKED, analyses: 1, ms: 3000, costUsd: 0.01 });
    await statistics.close();
    await harness.add();
    await fill([1, 2]);

    const { report, series, range, queue } = (await (await ask('figures')).json()) as Figures;
    expect(cacheStatsSchema.omit({ series: true }).safeParse(report).error).toBeUndefined();
    expect(report.hitRate.hour).toMatchObject({ rate: 0.75, asked: 4, misses: 1 });
    expect(report.cost.today).toEqual({ paidUsd: 0.01, savedUsd: 0.03, estimatedUsd: 0, paidCalls: 1 });
    expect(report.cost.redis).toMatchObject({ monthlyUsd: 30 });
    expect(report.occupancy).toMatchObject({ entries: 4, maxBytes: 256 * 1_048_576 });
    expect(queue).toEqual({ waiting: 1, active: 0, delayed: 0, failed: 0 });
    expect([range, series.length]).toEqual(['day', 289]);
    expect(report).not.toHaveProperty('series');
  });

  test('are told for a week, and what was asked for over a month', async () => {
    const { report, series, range } = (await (
      await ask('figures?range=week&window=month')
    ).json()) as Figures;
    expect([range, series.length, report.asked.window]).toEqual(['week', 169, 'month']);
  });

  test('are not told for a stretch that is not known', async () => {
    const answer = await ask('figures?range=year');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
    const problem = problemSchema.parse(await answer.json());
    expect(problem).toMatchObject({ code: 'invalid-request', errors: [{ field: 'range' }] });
  });
});

describe('clearing the cache', () => {
  test('removes critiques and descriptors, counts them, and leaves everything else', async () => {
    await act('cache/clear');
    await fill([1, 2, 3]);
    await harness.redis.client.set(`${harness.redis.prefix}request:1`, 'record', 'EX', DAY_SECONDS);
    const others = async () => (await names('')).filter((it) => !/^(analysis:|twin:|:jmj:cache\})/.test(it));
    const before = await others();
    const answer = await act('cache/clear');
    expect([answer.status, await answer.json()]).toEqual([200, { critiques: 3, traces: 3 }]);
    expect([...(await names('analysis:')), ...(await names('twin:'))]).toEqual([]);
    expect(await others()).toEqual(before);
    expect((await harness.queue.counts()).waiting).toBe(1);
    expect(await (await act('cache/clear')).json()).toEqual({ critiques: 0, traces: 0 });
    const { report } = (await (await ask('figures')).json()) as Figures;
    expect(report.occupancy).toMatchObject({ entries: 0, bytes: 0 });
  });

  test('reaches the memory of other processes', async () => {
    const memory = createCritiqueMemory();
    const { client, prefix } = harness.redis;
    const news = listenForErased(client, memory, () => {}, prefix);
    const ready = { tail: Buffer.from('tail'), expiresAt: Date.now() + 60_000 } as never;
    try {
      while (memory.get('known') === undefined) {
        memory.keep('known', ready, memory.ticket());
        await new Promise((done) => setTimeout(done, 5));
      }
      await act('cache/clear');
      for (let n = 0; n < 100 && memory.get('known'); n++) await new Promise((done) => setTimeout(done, 10));
      expect(memory.get('known')).toBeUndefined();
    } finally {
      news.close();
    }
  });
});

describe('erasing a user', () => {
  test('removes what their photos put there, counts it, and leaves what others have', async () => {
    await act('cache/clear');
    await act('users/erase', ALICE);
    await fill([1, 2]);
    await fill([3], { tenant: 'acme', userId: 'bob' });
    await fill([4], { tenant: 'other', userId: 'alice' });
    const answer = await act('users/erase', ALICE);
    expect([answer.status, await answer.json()]).toEqual([200, { critiques: 2, traces: 2 }]);
    expect(await names('analysis:')).toEqual([critiqueKey(fingerprint(3)), critiqueKey(fingerprint(4))]);
    expect(await names('twin:')).toHaveLength(2);
    expect(await names('user:')).toEqual(['user:acme:bob', 'user:other:alice']);
    expect(await (await act('users/erase', ALICE)).json()).toEqual({ critiques: 0, traces: 0 });
  });

  test.each([
    [{}, ['tenant', 'userId']],
    [{ ...ALICE, tenant: 'a b' }, ['tenant']],
    [{ ...ALICE, userId: '' }, ['userId']],
    [{ ...ALICE, everybody: true }, ['body']],
  ])('needs to be told exactly whom: %j', async (body, fields) => {
    const answer = await act('users/erase', body);
    expect(answer.status).toBe(400);
    const { errors } = problemSchema.parse(await answer.json());
    expect(errors?.map(({ field }) => field)).toEqual(fields);
  });
});

test('with the cache’s Redis away the figures are told, and what could not be removed is not claimed', async () => {
  const other = await startHarness({ CACHE_REDIS_URL: `redis://127.0.0.1:${NOBODYS_PORT}` });
  try {
    const url = `${other.dashboard.address}/admin/api/`;
    const figures = await fetch(`${url}figures`, { headers: BEARER });
    expect(figures.status).toBe(200);
    expect(((await figures.json()) as Figures).report.occupancy).toBeUndefined();
    const headers = { 'content-type': 'application/json', ...BEARER };
    const answer = await fetch(`${url}cache/clear`, { method: 'POST', headers, body: '{}' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(problemSchema.parse(await answer.json()).code).toBe('queue-unavailable');
  } finally {
    await other.close();
  }
});
