import { KEYS, openRoutes, type Routes, rows, WHO } from './testing/routes.ts';

let it: Routes;
beforeAll(async () => {
  it = await openRoutes();
});
afterAll(() => it.close());

const ask: Routes['ask'] = (...asked) => it.ask(...asked);
const filled = (path: string) => it.filled(path);

test('the table has every route of the api, and no other', () => {
  const routes = [...it.api.routes].filter((route) => !route.startsWith('HEAD ')).sort();
  expect(rows.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(routes);
});

test('the OpenAPI document has all that programs call, and no more', async () => {
  const { paths } = await ask('-', 'GET', '/openapi.json').json<{ paths: Record<string, object> }>();
  const told = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  // An answer's other form is told with the answer.
  const called = rows.filter(
    ({ path }) => /^\/(v1\/|metrics|livez|readyz)/.test(path) && !path.endsWith('.csv'),
  );
  expect(told.sort()).toEqual(called.map(({ method, path }) => `${method} ${path}`).sort());
});

test.each(rows)('$method $path answers $expected', async ({ method, path, expected }) => {
  const got: string[] = [];
  for (const who of WHO) {
    const statuses = new Set<string>();
    for (const key of KEYS[who]) statuses.add(await ask(who, method, filled(path), key).status());
    got.push(...statuses);
  }
  expect(got).toEqual(expected);
});

const guarded = rows.filter(({ expected }) => expected[0] === '401');

describe('whoever has no key', () => {
  test('gets no further by HEAD, nor by another spelling of a path', async () => {
    for (const { method, path } of guarded) {
      const spellings = [
        filled(path).replace('/v1/', '/%761/').replace('/admin/', '/%61dmin/'),
        filled(path).replace('/v1/', '/v1/./'),
        filled(path).replace('/v1/', '/v1//'),
        filled(path).replace('/v1/', '/V1/'),
        `${filled(path)}/`,
      ];
      for (const spelling of spellings)
        expect(['401', '404']).toContain(await ask('-', method, spelling).status());
      if (method === 'GET') expect(await ask('-', 'HEAD', filled(path)).status()).toBe('401');
    }
  });

  test('is not told which routes there are', async () => {
    for (const path of ['/v1/nothing', '/v1/admin/nothing', '/v1/users/alice'])
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
        expect([method, path, await ask('-', method, path).status()]).toEqual([method, path, '401']);
  });
});

test('a key of Redis is one of its tenant, and no more', async () => {
  const { key } = await ask('admin', 'POST', '/v1/admin/keys').json<{ key: string }>();
  expect(await ask('owner', 'GET', '/v1/budget', key).status()).toBe('200');
  expect(await ask('owner', 'GET', '/v1/admin/keys', key).status()).toBe('403');
  expect(await ask('other', 'GET', filled('/v1/admin/analyses/:id'), key).status()).toBe('403');
});
