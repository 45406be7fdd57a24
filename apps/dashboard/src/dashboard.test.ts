import { setTimeout as pause } from 'node:timers/promises';
import { ADMIN_KEY, HASH, type Harness, startHarness, USER_HASH } from './testing/harness.ts';

let harness: Harness;
let jobId: string;

beforeAll(async () => {
  harness = await startHarness();
  jobId = await harness.add();
});
afterAll(() => harness.close());

const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${harness.dashboard.address}${path}`, { redirect: 'manual', ...init });
const asAdmin = (path: string, init: RequestInit = {}): Promise<Response> =>
  call(path, { ...init, headers: { authorization: `Bearer ${ADMIN_KEY}`, ...init.headers } });
const signIn = (key: string, headers: Record<string, string> = {}): Promise<Response> =>
  call('/admin/sign-in', { method: 'POST', body: new URLSearchParams({ key }), headers });

const read = async <T>(path: string): Promise<T> => (await (await asAdmin(path)).json()) as T;
const queueApi = (): string => `/admin/queues/api/queues/${encodeURIComponent(harness.queue.bullmq.name)}`;

describe('without the admin key', () => {
  test('nothing is answered: pages, lists, jobs, actions and files alike', async () => {
    const tries: [string, string][] = [
      ['GET', '/admin'],
      ['GET', '/admin/queues'],
      ['GET', '/admin/queues/'],
      ['GET', '/admin/queues/api/queues'],
      ['GET', '/admin/queues/api/redis/stats'],
      ['GET', `${queueApi()}/${jobId}`],
      ['GET', `${queueApi()}/${jobId}/logs`],
      ['PUT', `${queueApi()}/pause`],
      ['POST', `${queueApi()}/add`],
      ['GET', '/admin/queues/static/images/logo.svg'],
      ['GET', '/admin/sign-in/../queues/api/queues'],
      ['GET', '/admin/sign-in%2f..%2fqueues'],
      ['GET', '//admin/queues/api/queues'],
      ['GET', '/admin/sign-out'],
      ['GET', '/nothing/here'],
    ];
    for (const [method, path] of tries) {
      const answer = await call(path, { method });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(await answer.text()).toBe('Sign in, or send Authorization: Bearer <ADMIN_KEY>');
    }
  });

  test('a browser is sent to the sign-in page', async () => {
    const answer = await call('/admin/queues', { headers: { accept: 'text/html,*/*' } });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/admin/sign-in']);
    expect(await answer.text()).toBe('');
  });

  test('wrong keys and forged sessions open nothing', async () => {
    const tries: Record<string, string>[] = [
      { authorization: 'Bearer wrong' },
      { authorization: 'Bearer ' },
      { authorization: ADMIN_KEY },
      { cookie: 'jmj_admin=' },
      { cookie: `jmj_admin=${ADMIN_KEY}` },
      { cookie: `jmj_admin=${Date.now() + 1e9}.AAAA` },
    ];
    for (const headers of tries)
      expect((await call('/admin/queues/api/queues', { headers })).status).toBe(401);
    const answer = await signIn('wrong');
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await answer.text()).toContain('That is not the admin key.');
  });

  test('a sign-in without a usable key is refused, not an error', async () => {
    for (const body of [undefined, new URLSearchParams(), new URLSearchParams('key=a&key=b')]) {
      expect((await call('/admin/sign-in', { method: 'POST', ...(body ? { body } : {}) })).status).toBe(401);
    }
  });

  test('whether it lives and is ready is told to anybody', async () => {
    expect(await (await call('/livez')).json()).toEqual({ status: 'ok' });
    expect(await (await call('/readyz')).json()).toEqual({ status: 'ok' });
  });
});

describe('the session', () => {
  test('comes as a cookie that scripts and other sites cannot use, and opens everything', async () => {
    const answer = await signIn(ADMIN_KEY);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin']);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^jmj_admin=\d+\.[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await call('/admin/queues', { headers })).status).toBe(200);
    expect((await call('/admin/sign-in', { headers })).headers.get('location')).toBe('/admin');
  });

  test('is kept to TLS when a proxy speaks it for us', async () => {
    const answer = await signIn(ADMIN_KEY, { 'x-forwarded-proto': 'https' });
    expect(answer.headers.get('set-cookie')).toContain('; Secure');
  });

  test('ends with a sign-out', async () => {
    const answer = await asAdmin('/admin/sign-out');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin/sign-in']);
    expect(answer.headers.get('set-cookie')).toMatch(/^jmj_admin=; Max-Age=0; Path=\//);
  });
});

test('forms of other sites are refused, also with the right key', async () => {
  for (const origin of ['https://evil.example', 'null', 'not a url']) {
    const answer = await signIn(ADMIN_KEY, { origin });
    expect([origin, answer.status, answer.headers.get('set-cookie')]).toEqual([origin, 403, null]);
    expect((await asAdmin(`${queueApi()}/pause`, { method: 'PUT', headers: { origin } })).status).toBe(403);
  }
  expect((await signIn(ADMIN_KEY, { origin: harness.dashboard.address })).status).toBe(303);
});

test('each answer carries the security headers, and is not kept', async () => {
  const answers = [await call('/admin/sign-in'), await asAdmin('/admin/queues'), await call('/admin/queues')];
  for (const { headers } of [...answers, await asAdmin('/admin/queues/api/queues')]) {
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toMatch(/script-src|unsafe-eval/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  }
});

test('nothing of the page is fetched from elsewhere', async () => {
  const page = await (await asAdmin('/admin/queues')).text();
  expect(page).toContain('<title>JudgeMyJPEG</title>');
  expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
});

test('all queues that workers take from are shown', async () => {
  const { queues } = await read<{ queues: { name: string; readOnlyMode: boolean }[] }>(
    '/admin/queues/api/queues',
  );
  expect(queues.map(({ name, readOnlyMode }) => [name, readOnlyMode])).toEqual([
    ['analyses', true],
    ['fetches', true],
    ['batches', true],
  ]);
});

describe('the jobs', () => {
  test('are readable: tone, language, photo type, hash and state', async () => {
    const { name } = harness.queue.bullmq;
    const query = `activeQueue=${encodeURIComponent(name)}&status=prioritized&page=1&jobsPerPage=10`;
    const queues = await read<{ queues: { counts: object; jobs: object[] }[] }>(
      `/admin/queues/api/queues?${query}`,
    ).then((it) => it.queues);
    expect(queues[0]?.counts).toMatchObject({ prioritized: 1 });
    expect(queues[0]?.jobs[0]).toMatchObject({
      id: jobId,
      name: 'roast · fr · street · c0ffee111111',
      data: { photo: HASH, tone: 'roast', language: 'fr', photoType: 'street', model: 'gpt-6-luna' },
    });
    const one = await read<{ status: string }>(`${queueApi()}/${jobId}`);
    expect(one.status).toBe('prioritized');
    expect(JSON.stringify([queues, one])).not.toContain(USER_HASH);
  });

  test('can be looked at, not changed', async () => {
    const tries: [string, string][] = [
      ['PUT', `${queueApi()}/pause`],
      ['PUT', `${queueApi()}/empty`],
      ['PUT', `${queueApi()}/obliterate`],
      ['PUT', `${queueApi()}/retry/failed`],
      ['PUT', `${queueApi()}/clean/waiting`],
      ['PUT', `${queueApi()}/${jobId}/clean`],
      ['PUT', `${queueApi()}/${jobId}/promote`],
    ];
    for (const [method, path] of tries) {
      const { status } = await asAdmin(path, { method });
      expect([path, status]).toEqual([path, 405]);
    }
    await asAdmin('/admin/queues/api/queues/pause', { method: 'PUT' });
    expect(await harness.queue.bullmq.isPaused()).toBe(false);
    expect((await harness.queue.counts()).waiting).toBe(1);
  });

  test('tell how they ended, by code and reference', async () => {
    const failing = await harness.add({ photo: { sha256: 'f'.repeat(64), bytes: 10, format: 'png' } });
    harness.work();
    const ended = async () => (await harness.queue.bullmq.getJobCountByTypes('completed', 'failed')) === 2;
    while (!(await ended())) await pause(20);
    expect(await read(`${queueApi()}/${failing}`)).toMatchObject({
      status: 'failed',
      job: { failedReason: 'photo-unreadable: The photo cannot be decoded', returnValue: null },
    });
    expect(await read(`${queueApi()}/${jobId}`)).toMatchObject({
      status: 'completed',
      job: { returnValue: { outcome: 'judged', source: 'openai' } },
    });
  });
});
