import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type OpenApi, openApi } from './in-process.ts';

/**
 * Every route, and what it answers: `-` is somebody without a key or with one that nobody knows, `other` a tenant that what is asked
 * for does not belong to, `owner` the one that it does; `waits`: let in, and told nothing until there is something. All come through a proxy. The rows are asked from top to bottom, each from
 * left to right.
 */
const TABLE = `
                                             -    other  owner  admin
POST   /v1/analyses                          401  202    202    401
GET    /v1/analyses/:id                      401  404    200    401
GET    /v1/analyses/:id/events               401  404    200    401
DELETE /v1/analyses/:id                      401  404    200    401
POST   /v1/batches                           401  201    201    401
PUT    /v1/batches/:id/photos/:sha256        401  404    200    401
POST   /v1/batches/:id/start                 401  404    202    401
GET    /v1/batches/:id                       401  404    200    401
DELETE /v1/batches/:id                       401  404    200    401
GET    /v1/batches/:id/results               401  404    200    401
POST   /v1/estimates                         401  200    200    401
GET    /v1/budget                            401  200    200    401
DELETE /v1/users/:userId                     401  200    200    401

POST   /v1/admin/analyses                    401  403    403    202
GET    /v1/admin/analyses/:id                401  403    403    200
POST   /v1/admin/estimates                   401  403    403    200
GET    /v1/admin/cache/stats                 401  403    403    200
DELETE /v1/admin/cache                       401  403    403    200
GET    /v1/admin/costs                       401  403    403    200
GET    /v1/admin/costs.csv                   401  403    403    200
GET    /v1/admin/costs/calls                 401  403    403    200
GET    /v1/admin/costs/calls.csv             401  403    403    200
GET    /v1/admin/budgets                     401  403    403    200
PUT    /v1/admin/budgets/:tenant             401  403    403    200
GET    /v1/admin/budgets/:tenant             401  403    403    200
DELETE /v1/admin/budgets/:tenant             401  403    403    200
GET    /v1/admin/keys                        401  403    403    200
POST   /v1/admin/keys                        401  403    403    201
POST   /v1/admin/keys/:id/rotate             401  403    403    200
DELETE /v1/admin/keys/:id                    401  403    403    200
GET    /v1/admin/quarantine                  401  403    403    200
DELETE /v1/admin/quarantine                  401  403    403    200
DELETE /v1/admin/quarantine/:sha256          401  403    403    200
DELETE /v1/admin/users/:userId               401  403    403    200
GET    /metrics                              401  403    403    200

GET    /livez                                200  200    200    200
GET    /readyz                               200  200    200    200
GET    /openapi.json                         200  200    200    200
GET    /docs                                 200  200    200    200
GET    /docs/json                            200  200    200    200
GET    /docs/yaml                            200  200    200    200
GET    /docs/static/index.html               302  302    302    302
GET    /docs/static/swagger-initializer.js   200  200    200    200
GET    /docs/static/*                        200  200    200    200
GET    /                                     200  200    200    200
GET    /index.html                           200  200    200    200
`;
export const WHO = ['-', 'other', 'owner', 'admin'] as const;
export type Who = (typeof WHO)[number];

export const rows = TABLE.split('\n')
  .map((line) => line.trim().split(/ +/))
  .filter(([method]) => /^[A-Z]+$/.test(method ?? ''))
  .map(([method = '', path = '', ...statuses]) => ({ method, path, expected: statuses }));

export const KEYS: Record<Who, (string | undefined)[]> = {
  '-': [undefined, 'key-of-nobody'],
  other: ['key-of-globex'],
  owner: ['key-of-acme'],
  admin: ['key-of-the-admin'],
};
const PATIENCE_MS = 3000;
const AS_JSON = { 'content-type': 'application/json' };

export interface Asked {
  answer: Promise<Response>;
  json<Body>(): Promise<Body>;
  /** Streams are not waited for. */
  status(): Promise<string>;
}

export interface Routes {
  api: OpenApi;
  ask(who: Who, method: string, path: string, key?: string): Asked;
  /** The path of a route, with what the owner has there. */
  filled(path: string): string;
  close(): Promise<void>;
}

const queryOf = (path: string): string =>
  /^\/v1\/admin\/(analyses|estimates|users)/.test(path) ? '?tenant=acme' : '';

/** An api with all of the table's routes, and something of the owner's at each. */
export async function openRoutes(env: Record<string, string> = {}): Promise<Routes> {
  const pages = await mkdtemp(join(tmpdir(), 'jmj-pages-'));
  await writeFile(join(pages, 'index.html'), '<!doctype html>');
  const api = await openApi({
    NODE_ENV: 'production',
    API_KEYS: 'acme:key-of-acme,globex:key-of-globex',
    ADMIN_KEY: 'key-of-the-admin',
    PLAYGROUND_DIR: pages,
    WRONG_KEYS_PER_MINUTE: '0',
    ...env,
  });
  const photo = Buffer.from(await makePhoto({ seed: 81, width: 64, height: 48 }));
  const sha256 = createHash('sha256').update(photo).digest('hex');

  function bodyOf(
    method: string,
    path: string,
  ): { headers?: Record<string, string>; body?: string | Buffer } {
    const json = (body: object) => ({ headers: AS_JSON, body: JSON.stringify(body) });
    if (path.endsWith('/analyses') || path.includes('/photos/'))
      return { headers: { 'content-type': 'image/jpeg' }, body: photo };
    if (path === '/v1/batches') return json({ items: [{ sha256 }] });
    if (path.endsWith('/estimates')) return json({ width: 640, height: 480, sha256 });
    if (path === '/v1/admin/keys') return json({ tenant: 'acme', label: 'table' });
    return method === 'PUT' ? json({}) : {};
  }

  function ask(who: Who, method: string, path: string, key = KEYS[who][0]): Asked {
    const leaving = new AbortController();
    const { headers, body } = method === 'GET' || method === 'HEAD' ? {} : bodyOf(method, path);
    const answer = fetch(`${api.address}${path}${queryOf(path)}`, {
      method,
      ...(body && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
      redirect: 'manual',
      signal: leaving.signal,
      headers: {
        ...headers,
        'x-forwarded-for': '203.0.113.7',
        ...(key && { authorization: `Bearer ${key}` }),
      },
    });
    return {
      answer,
      json: async <Body>() => (await (await answer).json()) as Body,
      async status() {
        const waits = new Promise<string>((resolve) => {
          setTimeout(resolve, PATIENCE_MS, 'waits').unref();
        });
        const told = await Promise.race([answer.then(({ status }) => String(status)), waits]);
        answer.catch(() => {}); // whoever waits is left
        leaving.abort();
        return told;
      },
    };
  }

  const made = async (path: string, who: Who) => (await ask(who, 'POST', path).json<{ id: string }>()).id;
  const owned: Record<string, string> = {
    '/v1/analyses': await made('/v1/analyses', 'owner'),
    '/v1/admin/analyses': await made('/v1/analyses', 'owner'),
    '/v1/batches': await made('/v1/batches', 'owner'),
    '/v1/admin/keys': await made('/v1/admin/keys', 'admin'),
  };

  return {
    api,
    ask,
    filled(path) {
      const [, part = ''] = /^(.*?)\/:id/.exec(path) ?? [];
      return path
        .replace(':id', owned[part] ?? 'unknown')
        .replace(':tenant', 'acme')
        .replace(':userId', 'alice')
        .replace(':sha256', sha256)
        .replace('/static/*', '/static/swagger-ui.css');
    },
    async close() {
      await api.close();
      await rm(pages, { recursive: true, force: true });
    },
  };
}
