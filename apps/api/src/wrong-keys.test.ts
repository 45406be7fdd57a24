import type { Problem } from '@jmj/contracts';
import { type OpenApi, openApi } from './testing/in-process.ts';

let it: OpenApi;
beforeAll(async () => {
  it = await openApi({ API_KEYS: 'acme:key-of-acme,globex:key-of-globex', ADMIN_KEY: 'key-of-the-admin' });
});
afterAll(() => it.close());

const ask = (path: string, key: string) =>
  fetch(`${it.address}${path}`, { headers: { authorization: `Bearer ${key}` } });
const statuses = async (path: string, key: string, times: number) => {
  const found: number[] = [];
  for (let n = 0; n < times; n++) found.push((await ask(path, `${key}${n || ''}`)).status);
  return found;
};

test('keys cannot be guessed at speed, the admin key neither; who was in goes on, and who has no key is told so', async () => {
  expect((await ask('/v1/budget', 'key-of-acme')).status).toBe(200);
  for (const path of ['/v1/budget', '/v1/admin/keys'])
    expect(await statuses(path, 'guess', 10)).toEqual(Array(10).fill(401));
  for (const [path, key] of [
    ['/v1/budget', 'guess'],
    ['/v1/budget', 'key-of-globex'],
    ['/v1/admin/keys', 'key-of-the-admin'],
  ] as const) {
    const answer = await ask(path, key);
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(((await answer.json()) as Problem).code).toBe('rate-limited');
  }
  expect((await ask('/v1/budget', 'key-of-acme')).status).toBe(200);
  expect((await fetch(`${it.address}/v1/budget`)).status).toBe(401);
});
