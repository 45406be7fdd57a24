import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService, type TestService } from '@jmj/sdk/testing';
import { makePhoto } from '@jmj/testing/photo-maker';
import { analyze } from './analyze.ts';
import { startJmj } from './testing/jmj.ts';

let dir: string;
let photo: string;
let service: TestService;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'jmj-analyze-'));
  photo = join(dir, 'dune.jpg');
  await writeFile(photo, await makePhoto({ seed: 1, width: 64, height: 48 }));
  await writeFile(join(dir, 'notes.txt'), 'not a photo');
});
afterAll(() => rm(dir, { recursive: true, force: true }));
beforeEach(async () => {
  service = await startService({ apiKey: 'secret' });
});
afterEach(() => service.close());

/** Runs `jmj` as a person does, in the folder of the photos. */
const jmj = (args: string[], env: Record<string, string> = {}) =>
  startJmj(args, { cwd: dir, env: { JMJ_URL: service.url, JMJ_API_KEY: 'secret', ...env } }).ended;

test('a photo is sent as asked and its critique printed, with progress on standard error', async () => {
  const { code, stdout, stderr } = await jmj([
    'analyze',
    'dune.jpg',
    '--tone',
    'roast',
    '--photo-type',
    'street',
  ]);
  expect([code, stderr]).toEqual([
    0,
    ['sending', 'queued', 'started', 'preparing', 'judging', 'storing']
      .map((it) => `dune.jpg: ${it}\n`)
      .join(''),
  ]);
  expect(stdout).toContain('dune.jpg  74/100');
  expect(stdout).toContain('  Composition  █████████████░░ 13/15');
  expect(stdout).toContain('  Récit        ███████████░░░░  7/10');
  expect(stdout).toContain('À améliorer\n  • +8 Un premier plan');
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(service.uploads()[0]?.path).toBe('/v1/analyses?tone=roast&language=fr&photoType=street');
});

test('what may wait, and how closely it is looked at, is asked for as told', async () => {
  const asked = ['--speed', 'economy', '--quality', 'fine'];
  const { code, stdout } = await jmj(['analyze', '--json', 'dune.jpg', ...asked]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ speed: 'economy', quality: 'fine' });
  expect(service.uploads()[0]?.path).toContain('&speed=economy&quality=fine');
});

test('as JSON it is one line per photo, good or bad, and nothing else', async () => {
  const { code, stdout, stderr } = await jmj([
    'analyze',
    '--json',
    '--concurrency',
    '1',
    'dune.jpg',
    'gone.jpg',
  ]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { file: 'dune.jpg', status: 'completed', critique: { score: 74 } },
    { file: 'gone.jpg', error: { code: 'file-unreadable', message: 'no such file' } },
  ]);
  expect([code, stderr]).toEqual([1, '']);
});

test('what fails is told per file, and the others are judged all the same', async () => {
  const { code, stdout, stderr } = await jmj(['analyze', 'gone.jpg', dir, 'dune.jpg']);
  expect(code).toBe(1);
  expect(stderr).toContain('gone.jpg: no such file\n');
  expect(stderr).toContain(`${dir}: is a folder: name the photos in it\n`);
  expect(stdout).toContain('dune.jpg  74/100');
});

test('a failed analysis, a missing key and a service that is away are told in plain words', async () => {
  service.faults.failWith = 'photo-unreadable';
  const failed = await jmj(['analyze', 'dune.jpg']);
  expect([failed.code, failed.stdout]).toEqual([1, '']);
  expect(failed.stderr).toMatch(/dune\.jpg: .*decoded\n$/);

  const keyless = await jmj(['analyze', 'dune.jpg'], { JMJ_API_KEY: '' });
  expect(keyless.code).toBe(1);
  expect(keyless.stderr).toMatch(/dune\.jpg: .*\(set JMJ_API_KEY\)\n$/);

  const away = await jmj(['analyze', 'dune.jpg', '--url', 'http://127.0.0.1:1']);
  expect(away.code).toBe(1);
  expect(away.stderr).toContain(
    'dune.jpg: no service answers at http://127.0.0.1:1: start it (npm start), or set --url\n',
  );
});

test.each([
  [['--tone', 'rude'], 'Allowed choices are roast, professional, learning'],
  [['--speed', 'batch'], 'Allowed choices are interactive, economy'],
  [['--url', 'localhost'], 'Expected an address such as http://localhost:3000'],
  [['--concurrency', '0'], 'Expected a whole number, at least 1'],
])('%j is refused before anything is sent', async (wrong, told) => {
  const { code, stderr } = await jmj(['analyze', 'dune.jpg', ...wrong]);
  expect(code).toBe(1);
  expect(stderr).toContain(told);
  expect(service.received).toEqual([]);
});

test('on a terminal each file has one line, which goes when its critique comes', async () => {
  const screen: string[] = [];
  const write = (text: string) => screen.push(text);
  const code = await analyze(
    [photo],
    {
      tone: 'roast',
      language: 'en',
      photoType: 'general',
      json: false,
      url: service.url,
      concurrency: 4,
      apiKey: 'secret',
    },
    { stdout: { write }, stderr: { write, isTTY: true, columns: 200 } },
  );
  expect(code).toBe(0);
  const text = screen.join('');
  expect(text).toContain(`${photo}: queued\n\x1b[1A\x1b[2K${photo}: started\n`);
  expect(text).toContain(`${photo}: storing\n\x1b[1A\x1b[2K\n${photo}  74/100`);
});

test('the help names the commands, their options and the environment', async () => {
  const [top, up, one] = await Promise.all([
    jmj(['--help']),
    jmj(['up', '--help']),
    jmj(['analyze', '--help']),
  ]);
  expect(top.stdout).toMatch(/up \[options\] +start everything/);
  expect(top.stdout).toMatch(/analyze \[options\] <file\.\.\.> +send photos/);
  expect(up.stdout).toContain('DASHBOARD_PORT');
  expect(one.stdout).toContain('JMJ_API_KEY');
});
