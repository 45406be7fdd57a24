import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { startJmj } from '../testing/jmj.ts';

const ADMIN_KEY = 'key-of-the-admin';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({ workers: 0, key: 'none', env: { ADMIN_KEY } });
});
afterAll(() => fleet.close());

/** The command as a person runs it. */
const jmj = (words: string[], env: Record<string, string> = {}) =>
  startJmj(['keys', ...words], { env: { JMJ_URL: fleet.api.address, JMJ_ADMIN_KEY: ADMIN_KEY, ...env } })
    .ended;

/** Who the service takes the key for: 404 is what somebody gets who may ask. */
const statusWith = async (key: string): Promise<number> =>
  (await fleet.call('/v1/analyses/none', { headers: { authorization: `Bearer ${key}` } })).status;

const idIn = (text: string): string => /^Key ([0-9a-f]{12}) of/.exec(text)?.[1] ?? '';

test('a service that knows only its admin starts, makes keys, and lets go of them', async () => {
  expect((await jmj([])).stdout).toBe('No keys: nobody can call.\n');
  expect(fleet.api.output()).toContain('there is no key yet');

  const made = await jmj(['create', '--tenant', 'web', '--label', 'the web app', '--expires', '2099-01-01']);
  expect(made.code).toBe(0);
  expect(made.stdout).toMatch(/^jmj_[0-9A-Za-z]{49}\n$/);
  expect(made.stderr).toMatch(/^Key [0-9a-f]{12} of web\. It is shown this once/);
  const [first, id] = [made.stdout.trim(), idIn(made.stderr)];
  expect(await statusWith(first)).toBe(404);

  const rotated = await jmj(['rotate', id, '--grace', '2h']);
  expect(rotated.stderr).toContain('The key of before is valid until');
  const second = rotated.stdout.trim();
  expect(await Promise.all([first, second].map(statusWith))).toEqual([404, 404]);

  const { stdout } = await jmj([]);
  expect(stdout).toMatch(/^id +tenant +label +key +made +valid until$/m);
  expect(stdout).toMatch(new RegExp(`^${id} +web +the web app +${second.slice(0, 10)}… .*2099-01-01T`, 'm'));
  expect(stdout).not.toContain(second);
  expect(JSON.parse((await jmj(['list', '--json'])).stdout).keys).toHaveLength(1);

  expect((await jmj(['revoke', id])).stdout).toBe(`Revoked: ${id} of web (the web app).\n`);
  expect(await Promise.all([first, second].map(statusWith))).toEqual([401, 401]);
  expect(fleet.api.output()).not.toMatch(new RegExp(`${first}|${second}`));
});

test('what is wrong is said: the tenant, the time, the id, the admin key', async () => {
  expect((await jmj(['create', '--tenant', 'a b', '--label', 'x'])).stderr).toMatch(
    /^tenant: expected a tenant of/,
  );
  expect((await jmj(['create', '--tenant', 'a', '--label', 'x', '--expires', '2001-01-01'])).stderr).toMatch(
    /would have expired already/,
  );
  expect((await jmj(['rotate', 'x', '--grace', '8d'])).stderr).toMatch(/at most 7d/);
  expect(await jmj(['revoke', 'nothing'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no such key/),
  });
  expect((await jmj([], { JMJ_ADMIN_KEY: 'wrong' })).stderr).toMatch(/set JMJ_ADMIN_KEY/);
});
