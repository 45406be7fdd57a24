import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type WarmCommand, warm } from './index.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const KEY = 'key-of-acme';
const ADMIN_KEY = 'key-of-the-admin';
const PHOTOS = 20;
const [WARM_WIDTH, LIVE_WIDTH] = [240, 272];

let dir: string;
let folder: string;
let photos: Uint8Array[];
let live: Uint8Array[];
let fleet: Fleet;
let gate: Gate;
const children = new Set<ChildProcess>();

const numbered = (n: number) => `${String(n).padStart(2, '0')}.jpg`;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'jmj-warm-test-'));
  folder = join(dir, 'photos');
  await mkdir(join(folder, 'more', '.hidden'), { recursive: true });
  const make = (width: number) => (_: unknown, seed: number) =>
    makePhoto({ seed: seed + width, width, height: 160 });
  photos = await Promise.all(Array.from({ length: PHOTOS }, make(WARM_WIDTH)));
  live = await Promise.all(Array.from({ length: 4 }, make(LIVE_WIDTH)));
  for (const [n, bytes] of photos.entries())
    await writeFile(join(folder, n % 2 ? 'more' : '', numbered(n)), bytes);
  await writeFile(join(folder, 'notes.txt'), 'not a photo');
  await writeFile(join(folder, 'more', '.hidden', 'x.jpg'), 'not looked at');
});
afterAll(() => rm(dir, { recursive: true, force: true }));
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await gate.close();
  await fleet.close();
});

/** Stands before the api and notes what passes. */
interface Gate {
  url: string;
  passed: { method: string; url: string; photoBytes: number }[];
  close(): Promise<void>;
}

async function openGate(target: string): Promise<Gate> {
  const passed: Gate['passed'] = [];
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const { method = 'GET', url = '/', headers } = request;
    const photoBytes = headers['content-type']?.startsWith('image/') ? body.length : 0;
    passed.push({ method, url, photoBytes });
    const asked = ['authorization', 'content-type', 'prefer'].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, String(headers[name])] as [string, string]],
    );
    const headersOn = [...asked, ['accept-encoding', 'identity'] as [string, string]];
    const answer = await fetch(target + url, {
      method,
      headers: headersOn,
      ...(body.length ? { body } : {}),
    });
    response.writeHead(
      answer.status,
      [...answer.headers].filter(([name]) => name !== 'transfer-encoding').flat(),
    );
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function open(options: { latencyMs?: number; env?: Record<string, string> } = {}) {
  fleet = await startFleet({
    workers: 0,
    openai: { latencyMs: options.latencyMs ?? 0 },
    key: KEY,
    env: { API_KEYS: `acme:${KEY}`, ADMIN_KEY, TWINS: 'off', WORKER_CONCURRENCY: '1', ...options.env },
  });
  gate = await openGate(fleet.api.address);
}

function jmj(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, 'warm', ...args], {
    cwd: dir,
    env: { PATH: process.env.PATH, JMJ_URL: gate.url, JMJ_ADMIN_KEY: ADMIN_KEY, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => {
      children.delete(child);
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ended, stdout: () => stdout };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${holds}`);
    await sleep(10);
  }
}

const BOTH = ['photos', '--tone', 'roast,professional', '--tenant', 'acme'];
const photoBytes = () => gate.passed.reduce((sum, it) => sum + it.photoBytes, 0);
/** What OpenAI was asked, in order: which picture, by its width and its bytes. */
const calls = () => fleet.openai.calls.map(({ image }) => image as NonNullable<typeof image>);
const waiting = async () => {
  const answer = await fetch(`${fleet.api.address}/metrics`);
  const [, n = '0'] = /^jmj_queue_jobs\{[^}]*state="waiting"[^}]*\} (\d+)$/m.exec(await answer.text()) ?? [];
  return Number(n);
};

async function paidFor(): Promise<boolean> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  const stats = await fetch(`${fleet.api.address}/v1/admin/cache/stats`, { headers });
  return ((await stats.json()) as { cost: { month: { paidCalls: number } } }).cost.month.paidCalls > 0;
}

test('20 photos in two tones while others are live: each is made once, and no live one waits behind a warm one', async () => {
  await open({ latencyMs: 60 });
  await fleet.startWorker();
  const running = jmj([...BOTH, '--yes', '--concurrency', '8']);
  await until(() => calls().length >= 3);

  const ids: string[] = [];
  for (const photo of live) {
    const before = calls().length;
    const { id } = await fleet.submit(photo);
    ids.push(id);
    await fleet.ended([id], 5000);
    // The one that was running when it came, one more that may have been taken meanwhile, and its own.
    expect(calls().findIndex((image, at) => at >= before && image.width === LIVE_WIDTH)).toBeLessThanOrEqual(
      before + 1,
    );
  }
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('20 photos, 40 critiques: 0 known, 40 to be made\n');
  expect(stdout).toMatch(/About \$0\.\d{4}, at most \$0\.\d{4}; twins of known photos cost nothing\.\n/);
  expect(stdout).toMatch(/40 critiques made for \$0\.\d{4}, 0 known, 0 failed\n$/);
  expect(calls().length).toBe(40 + live.length);
  expect(calls().filter(({ width }) => width === LIVE_WIDTH).length).toBe(live.length);
});

test('interrupted and started again, each is paid once; once more, nothing is sent', async () => {
  await open({ latencyMs: 30 });
  await fleet.startWorker();
  const first = jmj([...BOTH, '--yes']);
  await until(() => calls().length >= 8);
  first.child.kill('SIGINT');
  const interrupted = await first.ended;
  await until(paidFor); // counts arrive a moment later
  expect(interrupted.code).toBe(130);
  expect(interrupted.stdout).toMatch(/ left: start it again to go on\n$/);

  const second = await jmj([...BOTH, '--yes', '--json']).ended;
  expect(second.code).toBe(0);
  const lines = second.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { summary } = lines.pop();
  expect(summary.known + summary.made).toBe(40);
  expect(summary.known).toBeGreaterThanOrEqual(7);
  expect(summary).toMatchObject({ failed: 0, unreadable: 0, left: 0 });
  expect(lines.filter(({ result }) => result === 'made').length).toBe(summary.made);
  expect(calls().length).toBe(40);
  expect(second.stderr).toMatch(/About \$0\.\d{4}, at most \$0\.\d{4};/);

  gate.passed.length = 0;
  const third = await jmj([...BOTH, '--yes']).ended;
  expect(third).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('40 known, 0 to be made\nNothing to pay.\n'),
  });
  expect(gate.passed.length).toBe(40);
  expect(photoBytes()).toBe(0);
  expect(calls().length).toBe(40);
});

test('without --yes and without anybody to ask, it says what it would cost and sends no photo', async () => {
  await open();
  const { code, stdout, stderr } = await jmj(BOTH).ended;
  expect(code).toBe(1);
  expect(stdout).toContain('40 to be made');
  expect(stderr).toContain('--yes');
  expect(photoBytes()).toBe(0);
});

test('whoever sits at a terminal is asked, and nothing is sent without a yes', async () => {
  await open();
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
    url: gate.url,
    adminKey: ADMIN_KEY,
    concurrency: 4,
    yes: false,
    json: false,
  };
  const never = new AbortController().signal;
  expect(await warm(folder, command, answering(false), never)).toBe(1);
  expect([asked, photoBytes()]).toEqual([['Go on? [y/N] '], 0]);

  await fleet.startWorker();
  expect(await warm(folder, command, answering(true), never)).toBe(0);
  expect(screen.join('')).toMatch(/\[2K█{12}░{12} 10\/20 · \d+ s left/);
  expect(screen.at(-1)).toMatch(/^20 critiques made for \$0\.\d{4}, 0 known, 0 failed\n$/);
});

test('the estimate stands there before the first photo goes out', async () => {
  await open();
  const running = jmj([...BOTH, '--yes', '--concurrency', '2']);
  await until(() => running.stdout().includes('to be made') || photoBytes() > 0);
  expect(running.stdout()).toContain('40 to be made');
  expect(gate.passed.findIndex((it) => it.url.startsWith('/v1/admin/estimates'))).toBe(40);
  expect(gate.passed.slice(0, 41).every((it) => it.photoBytes === 0)).toBe(true);
});

test('who asks live for what only waits to be warmed up overtakes all the others, and nothing is paid twice', async () => {
  await open();
  const running = jmj(['photos', '--tone', 'roast', '--tenant', 'acme', '--yes', '--concurrency', '6']);
  await until(async () => (await waiting()) === 6);
  // Top-level files come before those of the folder "more".
  const fifth = photos[8] as Uint8Array;
  const joined = await fleet.upload(fifth, { tone: 'roast' });
  expect([joined.status, joined.headers.get('cache-status')]).toEqual([202, 'jmj; fwd=miss; collapsed']);
  const { id } = (await joined.json()) as { id: string };

  fleet.openai.script({ kind: 'slow', ms: 300 });
  await fleet.startWorker();
  await fleet.ended([id], 10_000);
  expect(calls().length).toBeLessThanOrEqual(2);
  expect((await running.ended).code).toBe(0);
  expect(calls().length).toBe(PHOTOS);
});

test('while the half of the photo store that it may fill is full, it waits for room', async () => {
  await open({ env: { PHOTO_STORE_MAX_BYTES: '1048576', MAX_UPLOAD_BYTES: '500000' } });
  const heavy = join(dir, 'heavy');
  await mkdir(heavy);
  for (const seed of [1, 2]) {
    const bytes = await makePhoto({ seed, width: 700, height: 500, noise: 40, quality: 95 });
    expect(bytes.length).toBeGreaterThan(262_144);
    await writeFile(join(heavy, numbered(seed)), bytes);
  }
  const running = jmj(['heavy', '--tenant', 'acme', '--yes']);
  await until(async () => (await waiting()) === 1 && photoBytes() > 500_000);
  await sleep(300);
  expect(await waiting()).toBe(1);
  await fleet.startWorker();
  const { code, stdout } = await running.ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('2 critiques made')]);
});

describe('a list of addresses', () => {
  let site: Server;
  let address: string;
  beforeAll(async () => {
    site = createServer((request, response) => {
      const name = request.url?.slice(1) ?? '';
      if (/^\d+\.jpg$/.test(name)) response.end(photos[Number.parseInt(name, 10)]);
      else if (name === 'page') response.end('<html>not a photo</html>');
      else if (name === 'endless') response.end(Buffer.alloc(26_214_401));
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
    address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    site.closeAllConnections();
    await new Promise((done) => site.close(done));
  });

  test('is fetched and warmed up; what is no photo, too large or not there is told, and the exit code is 1', async () => {
    await open();
    await fleet.startWorker();
    const list = ['# popular', '0.jpg', '1.jpg', 'page', 'endless', 'gone', ''].map((it) =>
      it && !it.startsWith('#') ? `${address}/${it}` : it,
    );
    await writeFile(join(dir, 'urls.txt'), list.join('\n'));
    const { code, stdout, stderr } = await jmj(['urls.txt', '--tenant', 'acme', '--yes']).ended;
    expect(code).toBe(1);
    expect(stdout).toContain('2 photos (3 not readable), 2 critiques: 0 known, 2 to be made');
    expect(stdout).toMatch(/2 critiques made/);
    expect(stderr).toContain(`${address}/page: is not a photo`);
    expect(stderr).toContain(`${address}/endless: has more than 26214400 bytes\n`);
    expect(stderr).toContain(`${address}/gone: is not there: its server answers 404\n`);
  });

  test('with a line that is no address is refused', async () => {
    await open();
    await writeFile(join(dir, 'bad.txt'), 'https://photos.example/a.jpg\nfile:///etc/passwd\n');
    const { code, stderr } = await jmj(['bad.txt', '--tenant', 'acme', '--yes']).ended;
    expect([code, stderr]).toEqual([
      1,
      'bad.txt: expected http or https addresses, one per line, not file:///etc/passwd\n',
    ]);
    expect(gate.passed).toEqual([]);
  });
});

test('a missing key, a tenant that there is not, and a service that is away are told once, in plain words', async () => {
  await open();
  const keyless = await jmj([...BOTH, '--yes'], { JMJ_ADMIN_KEY: '' }).ended;
  expect([keyless.code, keyless.stderr]).toEqual([1, expect.stringMatching(/^.*\(set JMJ_ADMIN_KEY\)\n$/)]);
  const nobody = await jmj(['photos', '--tenant', 'acmee', '--yes']).ended;
  expect([nobody.code, nobody.stderr]).toEqual([
    1,
    expect.stringMatching(/^tenant: expected a tenant that has a key.*\n$/),
  ]);
  const away = await jmj([...BOTH, '--yes', '--url', 'http://127.0.0.1:1']).ended;
  expect([away.code, away.stderr]).toEqual([1, 'no service answers at http://127.0.0.1:1: set --url\n']);
});
