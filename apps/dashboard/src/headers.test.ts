import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenDashboard, openDashboard } from './testing/in-process.ts';

const ADMIN_KEY = 'admin-key-of-the-headers';

/** What a browser may do with each kind of answer: what is looked at, as whom, and where scripts may come from. */
const TABLE: [path: string, signedIn: boolean, status: number, scripts: string][] = [
  ['/admin/sign-in', false, 200, "default-src 'self'"],
  ['/admin/sign-in.css', false, 200, "default-src 'self'"],
  ['/admin', false, 401, "default-src 'self'"],
  ['/admin/nothing', true, 404, "default-src 'self'"],
  ['/admin', true, 200, "default-src 'none'; script-src 'self'"],
  ['/admin/costs', true, 200, "default-src 'none'; script-src 'self'"],
  ['/admin/api/figures', true, 200, "default-src 'self'"],
  ['/admin/api/figures?range=year', true, 400, "default-src 'self'"],
  ['/admin/queues', true, 200, "default-src 'self'"],
  ['/admin/queues/api/queues', true, 200, "default-src 'self'"],
  ['/admin/queues/static/images/logo.svg', true, 200, "default-src 'self'"],
  ['/livez', false, 200, "default-src 'self'"],
];

let dashboard: OpenDashboard;
let pages: string;
beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'jmj-pages-'));
  await writeFile(join(pages, 'index.html'), '<!doctype html>');
  dashboard = await openDashboard({ ADMIN_KEY, DASHBOARD_DIR: pages });
});
afterAll(async () => {
  await dashboard.close();
  await rm(pages, { recursive: true, force: true });
});

const call = (path: string, signedIn: boolean, headers: Record<string, string> = {}) =>
  fetch(dashboard.address + path, {
    redirect: 'manual',
    headers: { ...(signedIn && { authorization: `Bearer ${ADMIN_KEY}` }), ...headers },
  });

test.each(TABLE)(
  '%s (signed in: %s) answers %i under its policy',
  async (path, signedIn, status, scripts) => {
    const { status: got, headers } = await call(path, signedIn);
    expect(got).toBe(status);
    const policy = (headers.get('content-security-policy') ?? '').replaceAll(/;(?! )/g, '; ');
    expect(policy.startsWith(scripts)).toBe(true);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      // Only files of Bull Board itself may be kept.
      'cache-control': path.includes('/static/') ? 'public, max-age=0' : 'no-store',
    });
    for (const telling of ['server', 'x-powered-by', 'strict-transport-security'])
      expect(headers.get(telling)).toBeNull();
  },
);

test('over TLS browsers are told to stay there', async () => {
  for (const [path, signedIn] of TABLE) {
    const { headers } = await call(path, signedIn, { 'x-forwarded-proto': 'https' });
    expect([path, headers.get('strict-transport-security')]).toEqual([path, 'max-age=31536000']);
  }
});
