import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type OpenApi, openApi } from './testing/in-process.ts';

const [KEY, ADMIN_KEY] = ['key-of-acme', 'key-of-the-admin'];
const DATA = "default-src 'none'; frame-ancestors 'none'";
const PAGE = "default-src 'self'";
/** Never kept by a cache that others share, or by nobody at all. */
const NO_STORE = /^(private, )?no-(store|cache)$/;
const ANY = /^/;

/** Each kind of answer: under which policy it is, and who may keep it. */
const TABLE: [call: string, key: string | undefined, status: number, policy: string, kept: RegExp][] = [
  ['POST /v1/analyses', KEY, 202, DATA, ANY],
  ['GET /v1/analyses/ID', KEY, 200, DATA, NO_STORE],
  ['GET /v1/analyses/ID/events', KEY, 200, DATA, NO_STORE],
  ['GET /v1/analyses/nothing', KEY, 404, DATA, NO_STORE],
  ['GET /v1/analyses/nothing', undefined, 401, DATA, NO_STORE],
  ['GET /v1/nothing', KEY, 404, DATA, NO_STORE],
  ['GET /v1/budget', KEY, 200, DATA, NO_STORE],
  ['GET /v1/admin/keys', ADMIN_KEY, 200, DATA, NO_STORE],
  ['GET /v1/admin/keys', KEY, 403, DATA, NO_STORE],
  ['POST /v1/admin/keys', ADMIN_KEY, 400, DATA, NO_STORE],
  ['GET /v1/admin/costs', ADMIN_KEY, 200, DATA, NO_STORE],
  ['GET /v1/admin/costs.csv', ADMIN_KEY, 200, DATA, NO_STORE],
  ['GET /metrics', undefined, 401, DATA, NO_STORE],
  ['GET /livez', undefined, 200, DATA, ANY],
  ['GET /readyz', undefined, 200, DATA, ANY],
  ['GET /', undefined, 200, PAGE, ANY],
  ['GET /openapi.json', undefined, 200, PAGE, ANY],
  ['GET /docs', undefined, 200, PAGE, ANY],
  ['GET /docs/static/swagger-ui.css', undefined, 200, PAGE, ANY],
];

let api: OpenApi;
let pages: string;
let id: string;
beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'jmj-pages-'));
  await writeFile(join(pages, 'index.html'), '<!doctype html>');
  api = await openApi({
    NODE_ENV: 'production',
    API_KEYS: `acme:${KEY}`,
    ADMIN_KEY,
    PLAYGROUND_DIR: pages,
  });
  const photo = await makePhoto({ seed: 82, width: 64, height: 48 });
  const asked = { method: 'POST', headers: { 'content-type': 'image/jpeg', authorization: `Bearer ${KEY}` } };
  const answer = await fetch(`${api.address}/v1/analyses`, { ...asked, body: new Uint8Array(photo) });
  ({ id } = (await answer.json()) as { id: string });
});
afterAll(async () => {
  await api.close();
  await rm(pages, { recursive: true, force: true });
});

async function call(what: string, key: string | undefined, extra: Record<string, string> = {}) {
  const [method = '', path = ''] = what.split(' ');
  const leaving = new AbortController();
  const isPhoto = what === 'POST /v1/analyses';
  const answer = await fetch(api.address + path.replace('ID', id), {
    method,
    signal: leaving.signal,
    headers: {
      'x-forwarded-for': '203.0.113.7',
      ...(isPhoto && { 'content-type': 'image/jpeg' }),
      ...(key && { authorization: `Bearer ${key}` }),
      ...extra,
    },
    ...(isPhoto && { body: new Uint8Array(await makePhoto({ seed: 83, width: 64, height: 48 })) }),
  });
  leaving.abort(); // streams are not waited for
  return answer;
}

test.each(TABLE)('%s with %s answers %i under its policy', async (what, key, status, policy, kept) => {
  const { status: got, headers } = await call(what, key);
  expect(got).toBe(status);
  const told = headers.get('content-security-policy') ?? '';
  expect(told.slice(0, policy.length)).toBe(policy);
  expect(told).toContain("frame-ancestors 'none'");
  expect(told).not.toContain('unsafe');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('cache-control') ?? '').toMatch(kept);
  for (const telling of ['server', 'x-powered-by', 'strict-transport-security'])
    expect(headers.get(telling)).toBeNull();
});

test('over TLS browsers are told to stay there', async () => {
  for (const [what, key] of TABLE) {
    const { headers } = await call(what, key, { 'x-forwarded-proto': 'https' });
    expect([what, headers.get('strict-transport-security')]).toEqual([what, 'max-age=31536000']);
  }
});
