import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makePhoto } from '@jmj/testing/photo-maker';
import { freePort } from '@jmj/testing/redis';
import { Redis } from 'ioredis';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const STARTS_WITHIN_MS = 25_000;

interface Up {
  child: ChildProcess;
  api: string;
  dashboard: string;
  output(): string;
  /** Resolves once `text` was written, or rejects when the process ends before. */
  says(text: string): Promise<void>;
  ended: Promise<number | NodeJS.Signals>;
}

let dataDir: string;
let running: Up[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'jmj-up-'));
  running = [];
});
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGTERM');
    await ended;
  }
  const left = await redisUrl();
  if (left) await ask(left, (redis) => redis.shutdown()).catch(() => {});
  await rm(dataDir, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}, args: string[] = []): Promise<Up> {
  const [port, dashboardPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [MAIN, 'up', ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: dataDir,
      PORT: `${port}`,
      DASHBOARD_PORT: `${dashboardPort}`,
      PROVIDER: 'local',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      written += String(chunk);
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'));
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never said ${text}:\n${written}`)), STARTS_WITHIN_MS);
      const look = () => {
        if (!written.includes(text)) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then((how) => {
        clearTimeout(timer);
        reject(new Error(`ended (${how}) before it said ${text}:\n${written}`));
      });
    });
  const api = `http://127.0.0.1:${env.PORT ?? port}`;
  const dashboard = `http://127.0.0.1:${env.DASHBOARD_PORT ?? dashboardPort}`;
  const up: Up = { child, api, dashboard, output: () => written, says, ended };
  running.push(up);
  return up;
}

async function ready(up: Promise<Up>): Promise<Up> {
  await (await up).says('JudgeMyJPEG is up');
  return up;
}

async function redisUrl(): Promise<string | undefined> {
  const port = await readFile(join(dataDir, 'redis', 'port'), 'utf8').catch(() => '');
  return port ? `redis://127.0.0.1:${port}` : undefined;
}

async function ask<T>(url: string | undefined, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url ?? '', { retryStrategy: () => null, lazyConnect: true });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}
const answers = (url: string | undefined): Promise<boolean> =>
  ask(url, (redis) => redis.ping()).then(
    () => true,
    () => false,
  );

/** Every process that has this test's data folder in its environment. Redis has not: it rewrites its own. */
async function processes(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue;
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    if (`${await read('environ')}${await read('cmdline')}`.includes(dataDir)) {
      found.push(`${pid} ${(await read('cmdline')).replaceAll('\0', ' ')}`);
    }
  }
  return found;
}
async function allGone(withinMs: number): Promise<string[]> {
  const until = Date.now() + withinMs;
  let left = await processes();
  while (left.length > 0 && Date.now() < until) {
    await pause(50);
    left = await processes();
  }
  return left;
}

async function judge(api: string, photo: Uint8Array): Promise<{ status: number; cache: string | null }> {
  const answer = await fetch(`${api}/v1/analyses`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', prefer: 'wait=20' },
    body: photo as Uint8Array<ArrayBuffer>,
  });
  await answer.arrayBuffer();
  return { status: answer.status, cache: answer.headers.get('cache-status') };
}

test('everything comes up, Ctrl-C stops all of it with exit 0, and a critique survives', async () => {
  const photo = await makePhoto({ seed: 7, width: 640, height: 480 });
  const first = await ready(start());
  for (const it of [`${first.api}/readyz`, `${first.dashboard}/readyz`])
    expect((await fetch(it)).status).toBe(200);
  expect((await judge(first.api, photo)).status).toBe(200);
  const redis = await redisUrl();
  first.child.kill('SIGINT');
  first.child.kill('SIGINT'); // the terminal and npm both pass it on
  expect(await first.ended).toBe(0);
  expect(await allGone(0)).toEqual([]);
  expect(await answers(redis)).toBe(false);
  const order = [...first.output().matchAll(/(api|worker|dashboard): stopped/g)].map(([, name]) => name);
  expect(order).toEqual(['api', 'worker', 'dashboard']);

  const second = await ready(start());
  expect((await judge(second.api, photo)).cache).toMatch(/hit/);
}, 60_000);

test('killed outright, its services end by themselves, and the next start goes on with the data', async () => {
  const first = await ready(start());
  const redis = await redisUrl();
  await ask(redis, (it) => it.set('left', 'behind'));
  first.child.kill('SIGKILL');
  await first.ended;
  expect(await allGone(10_000)).toEqual([]);
  expect(await answers(redis)).toBe(true);

  const second = await ready(start());
  expect(await redisUrl()).toBe(redis);
  expect(await ask(redis, (it) => it.get('left'))).toBe('behind');
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(await allGone(0)).toEqual([]);
}, 60_000);

test('two in the same folder, started at once, share one Redis, and the last to leave stops it', async () => {
  const both = await Promise.all([ready(start()), ready(start())]);
  const redis = await redisUrl();
  const [starter, joiner] = both.sort((a) => (a.output().includes('started by us') ? -1 : 1));
  expect(starter.output()).toContain('started by us, data in');
  expect(joiner.output()).toContain('already running on the data in');
  const clients = String(await ask(redis, (it) => it.client('LIST')));
  expect(clients.match(/name=jmj-dashboard-queue\s/g)).toHaveLength(2);
  starter.child.kill('SIGINT');
  expect(await starter.ended).toBe(0);
  expect(await answers(redis)).toBe(true);
  expect((await fetch(`${joiner.api}/readyz`)).status).toBe(200);
  joiner.child.kill('SIGINT');
  expect(await joiner.ended).toBe(0);
  expect(await answers(redis)).toBe(false);
}, 60_000);

test.each(['PORT', 'DASHBOARD_PORT'])(
  'a taken %s is one line that names it, and nothing is started',
  async (name) => {
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((done) => other.listen(port, '127.0.0.1', done));
    const up = await start({ [name]: `${port}` });
    expect(await up.ended).toBe(1);
    expect(up.output()).toMatch(
      new RegExp(
        `^Port ${port} for the \\w+ is already in use: set ${name}, e\\.g\\. ${name}=\\d+ npm start\\n$`,
      ),
    );
    expect(await allGone(0)).toEqual([]);
    await new Promise((done) => other.close(done));
  },
);

test('a service that cannot start takes the others with it, and says why', async () => {
  const up = await start({ WORKER_CONCURRENCY: 'many' });
  expect(await up.ended).toBe(1);
  expect(up.output()).toContain('WORKER_CONCURRENCY: expected');
  expect(up.output()).toContain('worker ended before it was ready (1)');
  expect(await allGone(0)).toEqual([]);
  expect(await redisUrl()).toBeUndefined();
}, 40_000);

test('a lock that a killed process left behind holds nobody up; told to stop while it starts, it stops', async () => {
  await mkdir(join(dataDir, 'redis'), { recursive: true });
  await writeFile(join(dataDir, 'redis', 'lock'), '999999999');
  const up = await start();
  while ((await redisUrl()) === undefined) await pause(10);
  up.child.kill('SIGINT');
  expect(await up.ended).toBe(0);
  expect(await allGone(0)).toEqual([]);
}, 40_000);

test('a service that dies is started again', async () => {
  const up = await ready(start());
  const worker = (await processes()).find((it) => it.includes('apps/worker'));
  process.kill(Number(worker?.split(' ')[0]), 'SIGKILL');
  await up.says('worker ended (SIGKILL): starting it again');
  expect((await judge(up.api, await makePhoto({ seed: 8, width: 64, height: 64 }))).status).toBe(200);
}, 40_000);

test('when our Redis dies it is one line, it comes back with its data, and the services are quiet meanwhile', async () => {
  const up = await ready(start());
  const photo = await makePhoto({ seed: 9, width: 320, height: 240 });
  expect((await judge(up.api, photo)).status).toBe(200);
  const url = await redisUrl();
  await ask(url, (redis) => redis.config('SET', 'appendfsync', 'always'));
  const pid = async () => Number(/process_id:(\d+)/.exec(await ask(url, (it) => it.info('server')))?.[1]);
  await ask(url, (redis) => redis.set('written', 'before'));
  const before = up.output();
  for (let deaths = 1; deaths <= 2; deaths++) {
    process.kill(await pid(), 'SIGKILL');
    const told = () =>
      up.output().split(`Redis on ${new URL(url!).host} ended: starting it again`).length - 1;
    while (told() < deaths) await pause(20);
    while (!(await answers(url))) await pause(20);
  }
  expect(await redisUrl()).toBe(url);
  expect(await ask(url, (redis) => redis.get('written'))).toBe('before');
  while ((await fetch(`${up.api}/readyz`)).status !== 200) await pause(50);
  expect((await judge(up.api, photo)).cache).toMatch(/hit/);
  const warnings =
    up
      .output()
      .slice(before.length)
      .match(/\w+: redis .*/g) ?? [];
  expect(warnings.length).toBeGreaterThan(0);
  expect(
    warnings.every((line) => /^\w+: redis \{"role":"[\w-]+","code":"ECONNREFUSED",.*\}$/.test(line)),
  ).toBe(true);
  const whose = warnings.map((line) => line.replace(/,.*/, ''));
  expect(whose).toEqual([...new Set(whose)]); // one line each, however often they tried
}, 60_000);
