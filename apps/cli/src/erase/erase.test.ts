import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startJmj } from '../testing/jmj.ts';

const KEY = 'key-of-acme';
/** With what an address would take for something else. */
const USER = 'ulla/7?x=1&%';

let fleet: Fleet;
let analysisId: string;
beforeAll(async () => {
  fleet = await startFleet({ workers: 1, key: KEY, env: { API_KEYS: `acme:${KEY}` } });
  const photo = await makePhoto({ seed: 72, width: 320, height: 240 });
  ({ id: analysisId } = await fleet.submit(photo, { userId: USER }));
  await fleet.ended([analysisId], 20_000);
});
afterAll(() => fleet?.close());

/** The command as a program runs it: nobody can be asked. */
const jmj = (words: string[], env: Record<string, string> = {}) =>
  startJmj(['erase', ...words], { env: { JMJ_URL: fleet.api.address, JMJ_API_KEY: KEY, ...env } }).ended;

test('erases nothing unless somebody has agreed', async () => {
  expect(await jmj([USER])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Nobody can be asked here: add --yes.\n',
  });
  expect((await fleet.call(`/v1/analyses/${analysisId}`)).status).toBe(200);
});

test('says why it could not', async () => {
  const refused = await jmj([USER, '--yes'], { JMJ_API_KEY: 'key-of-nobody' });
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('not known') });
});

test('tells what is gone, and then that nothing is left', async () => {
  const first = await jmj([USER, '--yes']);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toMatch(/^Erased: 1 analyses, 1 critiques, .*1 lines of the ledger\.\n$/);
  expect((await fleet.call(`/v1/analyses/${analysisId}`)).status).toBe(404);
  expect((await jmj([USER, '--yes'])).stdout).toBe('Nothing was left to erase.\n');
  const { stdout } = await jmj([USER, '--yes', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ analyses: 0, critiques: 0, complete: true });
});
