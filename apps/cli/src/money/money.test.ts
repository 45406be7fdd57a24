import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startJmj } from '../testing/jmj.ts';

const [KEY, ADMIN_KEY] = ['key-of-acme', 'key-of-the-admin'];
const MONTH = new Date().toISOString().slice(0, 7);

let fleet: Fleet;
let analysisId: string;
beforeAll(async () => {
  fleet = await startFleet({ workers: 1, key: KEY, env: { API_KEYS: `acme:${KEY}`, ADMIN_KEY } });
  ({ id: analysisId } = await fleet.submit(await makePhoto({ seed: 71, width: 320, height: 240 })));
  await fleet.ended([analysisId], 20_000);
});
afterAll(() => fleet.close());

/** The command as a person runs it. */
const jmj = (words: string[], env: Record<string, string> = {}) =>
  startJmj(words, { env: { JMJ_URL: fleet.api.address, JMJ_ADMIN_KEY: ADMIN_KEY, ...env } }).ended;

describe('jmj costs', () => {
  test('prints a month as tables, aligned', async () => {
    const { code, stdout } = await jmj(['costs']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^${MONTH} \\(UTC\\), all tenants: \\$0\\.00\\d+ for 1 calls; the cache saved`),
    );
    const lines = stdout.split('\n');
    const day = lines.findIndex((line) => line.startsWith('day '));
    expect(lines[day]).toMatch(/ calls +failed +lost +in +image +cached +out +cost$/);
    expect(lines[day + 1]).toMatch(new RegExp(`^${MONTH}-\\d\\d +1 +0 +0 +[\\d,]+ .* \\$0\\.00\\d{4}$`));
    expect(lines[day + 1]).toHaveLength(lines[day]?.length ?? 0);
    expect(stdout).toMatch(/^acme +1 /m);
    expect(stdout).toMatch(/^completed +1 +\$/m);
  });

  test('prints it for a spreadsheet, as JSON, and call by call', async () => {
    expect((await jmj(['costs', '--csv', '--month', MONTH])).stdout).toMatch(
      new RegExp(`^by,name,calls.*\\r\\nmonth,${MONTH},1,`),
    );
    expect(JSON.parse((await jmj(['costs', '--json', '--tenant', 'acme'])).stdout)).toMatchObject({
      tenant: 'acme',
      total: { calls: 1 },
    });
    expect((await jmj(['costs', '--calls'])).stdout).toContain(analysisId);
    expect(JSON.parse((await jmj(['costs', '--calls', '--json'])).stdout)).toMatchObject({ analysisId });
    expect((await jmj(['costs', '--calls', '--csv'])).stdout.split('\r\n')).toHaveLength(3);
  });

  test('says what is wrong: the month, the key, the address', async () => {
    const month = await jmj(['costs', '--month', 'november']);
    expect(month).toMatchObject({ code: 1, stderr: 'month: expected a month such as 2026-11\n' });
    const key = await jmj(['costs'], { JMJ_ADMIN_KEY: KEY });
    expect(key.stderr).toMatch(/This needs the admin key.*\(set JMJ_ADMIN_KEY\)/);
    const away = await jmj(['costs', '--url', 'http://127.0.0.1:9']);
    expect(away).toMatchObject({ code: 1, stderr: 'no service answers at http://127.0.0.1:9: set --url\n' });
  });
});

describe('jmj budgets', () => {
  test('sets what is named, keeps the rest, and shows what is left', async () => {
    await jmj(['budgets', 'acme', '--month-usd', '50', '--user-day-analyses', '20', '--over', 'local']);
    const { stdout } = await jmj(['budgets', 'acme', '--day-analyses', '3', '--user-day-analyses', 'none']);
    expect(stdout).toMatch(/^acme, over it: the local judge\n/);
    expect(stdout).toMatch(
      /^tenant by the month, money +\$50\.0+ +\$0\.00\d+ +\$0\.00 +\$49\.99\d+ +20\d\d-/m,
    );
    expect(stdout).toMatch(/^tenant by the day, analyses +3 +1 +0 +2 +20\d\d-/m);
    expect(stdout).not.toMatch(/^user/m);
    const removed = await jmj(['budgets', 'acme', '--remove']);
    expect(removed.stdout).toMatch(/^acme, no budget\n/);
  });

  test('shows all, those of everyone among them', async () => {
    await jmj(['budgets', '*', '--user-day-analyses', '20']);
    const { stdout } = await jmj(['budgets']);
    expect(stdout).toMatch(
      /^\* \(everyone without a budget of its own\), over it: refused\neach user 20 analyses a day$/m,
    );
    expect(stdout).toMatch(/^acme, as everyone, over it: refused$/m);
  });

  test('refuses what makes no sense', async () => {
    expect((await jmj(['budgets', '--day-usd', '5'])).stderr).toMatch(/whose budget\?/);
    expect((await jmj(['budgets', 'acme', '--day-usd', 'much'])).stderr).toMatch(
      /Expected a number, at least 0, or none/,
    );
    expect((await jmj(['budgets', 'nobody', '--day-usd', '5'])).stderr).toMatch(
      /Expected a tenant that has a key/,
    );
    expect((await jmj(['budgets', 'acme', '--day-analyses', '1.5'])).stderr).toMatch(
      /expected a whole number/,
    );
  });
});
