import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Fleet, startFleet } from '@jmj/testing/fleet';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const ADMIN_KEY = 'key-of-the-admin';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({ workers: 0, key: 'none', env: { ADMIN_KEY } });
});
afterAll(() => fleet.close());

/** The command as a person runs it. */
async function jmj(words: string[], env: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'keys', ...words], {
    env: { PATH: process.env.PATH, JMJ_URL: fleet.api.address, JMJ_ADMIN_KEY: ADMIN_KEY, ...env },
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => (out += String(chunk)));
  child.stderr?.on('data', (chunk) => (err += String(chunk)));
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  return { code, out, err };
}

/** Who the service takes the key for: 404 is what somebody gets who may ask. */
const statusWith = async (key: string): Promise<number> =>
  (await fleet.call('/v1/analyses/none', { headers: { authorization: `Bearer ${key}` } })).status;

const idIn = (text: string): string => /^Key ([0-9a-f]{12}) of/.exec(text)?.[1] ?? '';

test('a service that knows only its admin starts, makes keys, and lets go of them', async () => {
  expect((await jmj([])).out).toBe('No keys: nobody can call.\n');
  expect(fleet.api.output()).toContain('there is no key yet');

  const made = await jmj(['create', '--tenant', 'web', '--label', 'the web app', '--expires', '2099-01-01']);
  expect(made.code).toBe(0);
  expect(made.out).toMatch(/^jmj_[0-9A-Za-z]{49}\n$/);
  expect(made.err).toMatch(/^Key [0-9a-f]{12} of web\. It is shown this once/);
  const [first, id] = [made.out.trim(), idIn(made.err)];
  expect(await statusWith(first)).toBe(404);

  const rotated = await jmj(['rotate', id, '--grace', '2h']);
  expect(rotated.err).toContain('The key of before is valid until');
  const second = rotated.out.trim();
  expect(await Promise.all([first, second].map(statusWith))).toEqual([404, 404]);

  const { out } = await jmj([]);
  expect(out).toMatch(/^id +tenant +label +key +made +valid until$/m);
  expect(out).toMatch(new RegExp(`^${id} +web +the web app +${second.slice(0, 10)}… .*2099-01-01T`, 'm'));
  expect(out).not.toContain(second);
  expect(JSON.parse((await jmj(['list', '--json'])).out).keys).toHaveLength(1);

  expect((await jmj(['revoke', id])).out).toBe(`Revoked: ${id} of web (the web app).\n`);
  expect(await Promise.all([first, second].map(statusWith))).toEqual([401, 401]);
  expect(fleet.api.output()).not.toMatch(new RegExp(`${first}|${second}`));
});

test('what is wrong is said: the tenant, the time, the id, the admin key', async () => {
  expect((await jmj(['create', '--tenant', 'a b', '--label', 'x'])).err).toMatch(
    /^tenant: expected a tenant of/,
  );
  expect((await jmj(['create', '--tenant', 'a', '--label', 'x', '--expires', '2001-01-01'])).err).toMatch(
    /would have expired already/,
  );
  expect((await jmj(['rotate', 'x', '--grace', '8d'])).err).toMatch(/at most 7d/);
  expect(await jmj(['revoke', 'nothing'])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no such key/),
  });
  expect((await jmj([], { JMJ_ADMIN_KEY: 'wrong' })).err).toMatch(/set JMJ_ADMIN_KEY/);
});
