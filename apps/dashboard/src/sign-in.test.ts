import { type OpenDashboard, openDashboard } from './testing/in-process.ts';

const KEYS = { admin: 'admin-key-of-the-form', reader: 'reader-key-of-the-form' };

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard({
    ADMIN_KEY: KEYS.admin,
    ADMIN_READ_KEY: KEYS.reader,
    DASHBOARD_DIR: '/nowhere',
  });
});
afterEach(() => dashboard.close());

const call = (path: string, init: RequestInit = {}) =>
  fetch(dashboard.address + path, { redirect: 'manual', ...init });
const signIn = (key: string, headers: Record<string, string> = {}) =>
  call('/admin/sign-in', { method: 'POST', body: new URLSearchParams({ key }), headers });
const from = (address: string) => ({ 'x-forwarded-for': `198.51.100.1, ${address}` });

describe('guessing a key', () => {
  test('ends after ten tries from one address, by form or by header, also with the right key then', async () => {
    for (let n = 0; n < 5; n++) {
      expect((await signIn(`wrong-${n}`)).status).toBe(401);
      const authorization = `Bearer wrong-${n}`;
      expect((await call('/admin/api/figures', { headers: { authorization } })).status).toBe(401);
    }
    const answer = await signIn(KEYS.admin, { 'accept-language': 'fr' });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([429, null]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(290);
    expect(await answer.text()).toContain('Trop de clés fausses');
    const authorization = `Bearer ${KEYS.admin}`;
    expect((await call('/admin/api/figures', { headers: { authorization } })).status).toBe(429);
    expect((await signIn(KEYS.admin, from('203.0.113.5'))).status).toBe(303);
  });

  test('from many addresses ends for all; who has signed in goes on', async () => {
    const cookie = (await signIn(KEYS.admin)).headers.getSetCookie()[0]?.split(';')[0] ?? '';
    for (let n = 0; n < 100; n++) expect((await signIn('wrong', from(`203.0.113.${n}`))).status).toBe(401);
    expect((await signIn('wrong', from('192.0.2.1'))).status).toBe(429);
    expect((await call('/admin/api/figures', { headers: { cookie } })).status).toBe(200);
  });
});

describe('a browser that another site makes act', () => {
  test.each([
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', 303],
    ['none', 303],
  ])('says so by Sec-Fetch-Site: %s', async (site, status) => {
    expect((await signIn(KEYS.admin, { 'sec-fetch-site': site })).status).toBe(status);
  });

  test('has no token; the one of another session, or a planted one, is none', async () => {
    const sessionOf = async (key: string) => {
      const cookie = (await signIn(key)).headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const page = await call('/admin/queues', { headers: { cookie } });
      return { cookie, given: page.headers.getSetCookie()[0] ?? '' };
    };
    const { cookie, given } = await sessionOf(KEYS.admin);
    expect(given).toMatch(/^XSRF-TOKEN=[\w-]{43}; Path=\/; SameSite=Strict$/);
    const token = /=([\w-]+)/.exec(given)?.[1] ?? '';
    const other = /=([\w-]+)/.exec((await sessionOf(KEYS.reader)).given)?.[1] ?? '';
    const clear = (sent: Record<string, string>) =>
      call('/admin/api/cache/clear', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...sent },
        body: '{}',
      });
    const planted = `${cookie}; XSRF-TOKEN=${other}`;
    expect((await clear({ cookie })).status).toBe(403);
    expect((await clear({ cookie, 'x-xsrf-token': other })).status).toBe(403);
    expect((await clear({ cookie: planted, 'x-xsrf-token': other })).status).toBe(403);
    expect((await clear({ cookie, 'x-xsrf-token': token })).status).toBe(200);
  });
});

test('a reader is told that the page is to look at', async () => {
  const mayAct = async (key: string) =>
    (
      (await (await call('/admin/api/figures', { headers: { authorization: `Bearer ${key}` } })).json()) as {
        mayAct: boolean;
      }
    ).mayAct;
  expect([await mayAct(KEYS.admin), await mayAct(KEYS.reader)]).toEqual([true, false]);
});
