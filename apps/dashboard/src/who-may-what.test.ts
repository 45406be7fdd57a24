import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenDashboard, openDashboard } from './testing/in-process.ts';

/**
 * Every route, and what it answers: `-` is somebody without a session or with a forged one, `reader` has signed in with
 * ADMIN_READ_KEY, `forged` is an admin's browser that another site makes ask (session, but no token), `admin` the admin's own page,
 * `key` a program with ADMIN_KEY. Bull Board is read-only for everybody: 405.
 */
const TABLE = `
                                                                     -    reader forged admin key
GET   /                                                              401  302    302    302   302
GET   /admin                                                         401  200    200    200   200
GET   /admin/                                                        401  200    200    200   200
GET   /admin/index.html                                              401  200    200    200   200
GET   /admin/costs                                                   401  200    200    200   200
GET   /admin/quarantine                                              401  200    200    200   200
GET   /admin/api/quarantine                                          401  200    200    200   200
POST  /admin/api/quarantine/release                                  401  403    403    200   200
GET   /admin/api/figures                                             401  200    200    200   200
GET   /admin/api/costs                                               401  200    200    200   200
POST  /admin/api/cache/clear                                         401  403    403    200   200
POST  /admin/api/users/erase                                         401  403    403    200   200
GET   /admin/queues                                                  401  200    200    200   200
GET   /admin/queues/metrics-history                                  401  200    200    200   200
GET   /admin/queues/job-schedulers                                   401  200    200    200   200
GET   /admin/queues/queue/:queueName                                 401  200    200    200   200
GET   /admin/queues/queue/:queueName/:jobId                          401  200    200    200   200
GET   /admin/queues/api/redis/stats                                  401  403    403    403   403
GET   /admin/queues/api/queues                                       401  200    200    200   200
GET   /admin/queues/api/job-schedulers                               401  200    200    200   200
GET   /admin/queues/api/queues/:queueName/metrics                    401  200    200    200   200
GET   /admin/queues/api/queues/:queueName/default-job-options        401  200    200    200   200
GET   /admin/queues/api/queues/:queueName/workers                    401  200    200    200   200
GET   /admin/queues/api/queues/:queueName/rate-limit                 401  200    200    200   200
GET   /admin/queues/api/queues/:queueName/job-data-schema            401  200    200    200   200
PUT   /admin/queues/api/queues/pause                                 401  403    403    200   200
PUT   /admin/queues/api/queues/resume                                401  403    403    200   200
GET   /admin/queues/api/queues/:queueName/:jobId/logs                401  200    200    200   200
GET   /admin/queues/api/queues/:queueName/:jobId/flow                401  404    404    404   404
GET   /admin/queues/api/queues/:queueName/:jobId                     401  404    404    404   404
POST  /admin/queues/api/queues/:queueName/add                        401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/retry/:queueStatus         401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/promote                    401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/clean/:queueStatus         401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/pause                      401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/resume                     401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/concurrency                401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/rate-limit                 401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/rate-limit/release         401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/empty                      401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/obliterate                 401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/job-schedulers/:schedulerId/remove 401  403    403    405   405
PATCH /admin/queues/api/queues/:queueName/job-schedulers/:schedulerId 401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/job-schedulers/:schedulerId/run 401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/:jobId/retry               401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/:jobId/clean               401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/:jobId/promote             401  403    403    405   405
PATCH /admin/queues/api/queues/:queueName/:jobId/update-data         401  403    403    405   405
PATCH /admin/queues/api/queues/:queueName/:jobId/delay               401  403    403    405   405
PATCH /admin/queues/api/queues/:queueName/:jobId/priority            401  403    403    405   405
PUT   /admin/queues/api/queues/:queueName/:jobId/remove-unprocessed-children 401  403    403    405   405
GET   /admin/queues/static/*                                         401  200    200    200   200
GET   /admin/sign-out                                                401  303    303    303   303
GET   /admin/sign-in                                                 200  302    302    302   200
POST  /admin/sign-in                                                 401  401    401    401   401
GET   /admin/sign-in.css                                             200  200    200    200   200
GET   /livez                                                         200  200    200    200   200
GET   /readyz                                                        200  200    200    200   200
`;
const WHO = ['-', 'reader', 'forged', 'admin', 'key'] as const;
type Who = (typeof WHO)[number];

const rows = TABLE.split('\n')
  .map((line) => line.trim().split(/ +/))
  .filter(([, path]) => path?.startsWith('/'))
  .map(([method = '', path = '', ...expected]) => ({ method, path, expected }));

const KEYS = { admin: 'admin-key-of-the-table', reader: 'reader-key-of-the-table' };

let dashboard: OpenDashboard;
let pages: string;
let headers: Record<Who, Record<string, string>[]>;

/** As a browser: signs in, and opens a page, which brings the token. */
async function signIn(key: string): Promise<{ cookie: string; token: string }> {
  const cookieOf = (answer: Response) => answer.headers.getSetCookie().map((it) => it.split(';')[0] ?? '');
  const body = new URLSearchParams({ key });
  const init = { redirect: 'manual' } as const;
  const signedIn = await fetch(`${dashboard.address}/admin/sign-in`, { ...init, method: 'POST', body });
  const [session = ''] = cookieOf(signedIn);
  const page = await fetch(`${dashboard.address}/admin`, { headers: { cookie: session } });
  const [token = ''] = cookieOf(page);
  return { cookie: `${session}; ${token}`, token: token.split('=')[1] ?? '' };
}

beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'jmj-pages-'));
  await writeFile(join(pages, 'index.html'), '<!doctype html>');
  dashboard = await openDashboard({
    ADMIN_KEY: KEYS.admin,
    ADMIN_READ_KEY: KEYS.reader,
    DASHBOARD_DIR: pages,
  });
  const [admin, reader] = [await signIn(KEYS.admin), await signIn(KEYS.reader)];
  headers = {
    '-': [{}, { cookie: `jmj_admin=${Date.now() + 1e9}.AAAA` }],
    reader: [{ cookie: reader.cookie, 'x-xsrf-token': reader.token }],
    forged: [{ cookie: admin.cookie }, { cookie: admin.cookie, 'x-xsrf-token': reader.token }],
    admin: [{ cookie: admin.cookie, 'x-xsrf-token': admin.token }],
    key: [{ authorization: `Bearer ${KEYS.admin}` }],
  };
});
afterAll(async () => {
  await dashboard.close();
  await rm(pages, { recursive: true, force: true });
});

/** What one or the other of its routes wants, so that none is refused for the body. */
const FOR_BULL_BOARD = { concurrency: 1, jobData: {}, runAt: 1e15, priority: 1, every: 1000 };

const BODIES: Record<string, object> = {
  '/admin/api/users/erase': { tenant: 'acme', userId: 'alice' },
  '/admin/api/quarantine/release': { sha256: 'a'.repeat(64) },
};

async function statusOf(method: string, path: string, sent: Record<string, string>): Promise<string> {
  const acts = method !== 'GET' && method !== 'HEAD' && path !== '/admin/sign-in';
  const body = BODIES[path] ?? FOR_BULL_BOARD;
  const answer = await fetch(dashboard.address + path, {
    method,
    redirect: 'manual',
    headers: { ...sent, ...(acts && { 'content-type': 'application/json' }) },
    ...(acts && { body: JSON.stringify(body) }),
  });
  await answer.arrayBuffer();
  return String(answer.status);
}

const filled = (path: string): string =>
  path
    .replace(':queueName', 'analyses')
    .replace(/:(jobId|schedulerId)/, 'none')
    .replace(':queueStatus', 'failed')
    .replace('/static/*', '/static/images/logo.svg');

test('the table has every route of the dashboard, and no other', () => {
  const routes = [...dashboard.routes].filter((route) => !route.startsWith('HEAD ')).sort();
  expect(rows.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(routes);
});

test.each(rows)('$method $path answers $expected', async ({ method, path, expected }) => {
  const got: string[] = [];
  for (const who of WHO) {
    const statuses = new Set<string>();
    for (const sent of headers[who]) statuses.add(await statusOf(method, filled(path), sent));
    got.push(...statuses);
  }
  expect(got).toEqual(expected);
});

test('what a tenant has a key for is not the dashboard', async () => {
  expect(await statusOf('GET', '/admin/api/figures', { authorization: 'Bearer key-of-a-tenant' })).toBe(
    '401',
  );
});

test('the reader’s key looks, and does not act', async () => {
  const authorization = `Bearer ${KEYS.reader}`;
  expect(await statusOf('GET', '/admin/api/figures', { authorization })).toBe('200');
  for (const { method, path } of rows)
    if (method !== 'GET' && path !== '/admin/sign-in')
      expect([path, await statusOf(method, filled(path), { authorization })]).toEqual([path, '403']);
});
