import { join } from 'node:path';
import { type WarmCommand, warm } from './index.ts';
import { ADMIN_KEY, BOTH, openWarming, until } from './testing/warming.ts';

const warming = openWarming();

test('without --yes and without anybody to ask, it says what it would cost and sends no photo', async () => {
  await warming.open();
  const { code, stdout, stderr } = await warming.jmj(BOTH).ended;
  expect(code).toBe(1);
  expect(stdout).toContain('40 to be made');
  expect(stderr).toContain('--yes');
  expect(warming.photoBytes()).toBe(0);
});

test('whoever sits at a terminal is asked, and nothing is sent without a yes', async () => {
  await warming.open();
  const screen: string[] = [];
  const output = { isTTY: true, columns: 100, write: (text: string) => screen.push(text) };
  const asked: string[] = [];
  const answering = (yes: boolean) => ({
    stdout: output,
    stderr: output,
    confirm: async (question: string) => {
      asked.push(question);
      expect(screen.join('')).toContain('20 to be made');
      return yes;
    },
  });
  const command: WarmCommand = {
    tone: ['roast'],
    language: ['fr'],
    photoType: ['general'],
    tenant: 'acme',
    url: warming.gate().url,
    adminKey: ADMIN_KEY,
    concurrency: 4,
    yes: false,
    json: false,
  };
  const never = new AbortController().signal;
  expect(await warm(join(warming.dir(), 'photos'), command, answering(false), never)).toBe(1);
  expect([asked, warming.photoBytes()]).toEqual([['Go on? [y/N] '], 0]);

  await warming.fleet().startWorker();
  expect(await warm(join(warming.dir(), 'photos'), command, answering(true), never)).toBe(0);
  expect(screen.join('')).toMatch(/\[2K█{12}░{12} 10\/20 · \d+ s left/);
  expect(screen.at(-1)).toMatch(/^20 critiques made for \$0\.\d{4}, 0 known, 0 failed\n$/);
});

test('the estimate stands there before the first photo goes out', async () => {
  await warming.open();
  const running = warming.jmj([...BOTH, '--yes', '--concurrency', '2']);
  await until(() => running.stdout().includes('to be made') || warming.photoBytes() > 0);
  expect(running.stdout()).toContain('40 to be made');
  expect(warming.gate().passed.findIndex((it) => it.url.startsWith('/v1/admin/estimates'))).toBe(40);
  expect(
    warming
      .gate()
      .passed.slice(0, 41)
      .every((it) => it.photoBytes === 0),
  ).toBe(true);
});

test('a missing key, a tenant that there is not, and a service that is away are told once, in plain words', async () => {
  await warming.open();
  const keyless = await warming.jmj([...BOTH, '--yes'], { JMJ_ADMIN_KEY: '' }).ended;
  expect([keyless.code, keyless.stderr]).toEqual([1, expect.stringMatching(/^.*\(set JMJ_ADMIN_KEY\)\n$/)]);
  const nobody = await warming.jmj(['photos', '--tenant', 'acmee', '--yes']).ended;
  expect([nobody.code, nobody.stderr]).toEqual([
    1,
    expect.stringMatching(/^tenant: expected a tenant that has a key.*\n$/),
  ]);
  const away = await warming.jmj([...BOTH, '--yes', '--url', 'http://127.0.0.1:1']).ended;
  expect([away.code, away.stderr]).toEqual([1, 'no service answers at http://127.0.0.1:1: set --url\n']);
});
