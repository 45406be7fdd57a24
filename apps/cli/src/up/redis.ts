import { execFileSync, spawn } from 'node:child_process';
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { keepRedis } from './keeper.ts';
import { takeLease } from './lease.ts';
import { findRedisPort } from './ports.ts';

export interface ProvidedRedis {
  url: string;
  /** For the banner. */
  about: string;
  /** Stops what we started, unless another `jmj up` still uses it; a server that was given is left alone. */
  stop(): Promise<void>;
}

const START_MS = 20_000;

/** Persistent and never evicting: what BullMQ needs, and why a critique survives a restart. */
const SETTINGS = [
  '--appendonly',
  'yes',
  '--appendfsync',
  'everysec',
  '--save',
  '',
  '--maxmemory-policy',
  'noeviction',
];

function answers(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function withRedis<T>(url: string, patienceMs: number, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    retryStrategy: () => 100,
    maxRetriesPerRequest: Math.ceil(patienceMs / 100),
  });
  redis.on('error', () => {}); // the command below tells
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

const shutDown = (url: string) =>
  withRedis(url, 0, async (redis) => void (await redis.shutdown())).catch(() => {});

/** A server that already runs on our data: another `jmj up` uses it, or one that was killed left it behind. */
async function running(dir: string, portFile: string): Promise<string | undefined> {
  const port = await readFile(portFile, 'utf8').catch(() => '');
  if (!port) return undefined;
  const url = `redis://127.0.0.1:${port.trim()}`;
  const told = await withRedis(url, 0, (redis) => redis.config('GET', 'dir')).catch(() => undefined);
  return Array.isArray(told) && told[1] === dir ? url : undefined;
}

async function launch(binary: string, dir: string, portFile: string, port: string): Promise<string> {
  const log = join(dir, 'redis.log');
  const flags = ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--logfile', log];
  // A process group of its own: Ctrl-C must reach it last, when everybody has finished with it.
  const child = spawn(binary, [...flags, ...SETTINGS], { stdio: 'ignore', detached: true });
  const died = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${binary} ended with ${code}: see ${log}`)));
  });
  died.catch(() => {}); // once it has answered, the keeper sees when it is gone
  const url = `redis://127.0.0.1:${port}`;
  await writeFile(portFile, port); // before it answers: killed in between, we would start a second server on the same data
  await Promise.race([died, withRedis(url, START_MS, (redis) => redis.ping())]);
  child.unref();
  return url;
}

async function fromPath(binary: string, dir: string, say: (line: string) => void): Promise<ProvidedRedis> {
  const portFile = join(dir, 'port');
  const { url, about, giveBack, alone } = await takeLease(dir, async () => {
    const found = await running(dir, portFile);
    if (found) return { url: found, about: `already running on the data in ${dir}` };
    const port = String(await findRedisPort());
    return { url: await launch(binary, dir, portFile, port), about: `started by us, data in ${dir}` };
  });
  const revive = (onDead: () => void) =>
    alone(async () => {
      if (await running(dir, portFile)) return;
      onDead();
      await launch(binary, dir, portFile, new URL(url).port);
    });
  const keeper = keepRedis({ url, revive, say });
  return {
    url,
    about,
    async stop() {
      await keeper.stop();
      await giveBack(async () => {
        await shutDown(url);
        await rm(portFile, { force: true });
      });
    },
  };
}

async function fromDocker(dir: string): Promise<ProvidedRedis> {
  const port = await findRedisPort();
  const flags = [
    'run',
    '--rm',
    '--detach',
    '--publish',
    `127.0.0.1:${port}:6379`,
    '--volume',
    `${dir}:/data`,
  ];
  const id = execFileSync('docker', [...flags, 'redis:7-alpine', 'redis-server', ...SETTINGS])
    .toString()
    .trim();
  const url = `redis://127.0.0.1:${port}`;
  await withRedis(url, START_MS, (redis) => redis.ping());
  return {
    url,
    about: `in Docker, data in ${dir}`,
    stop: async () => void execFileSync('docker', ['stop', id], { stdio: 'ignore' }),
  };
}

/**
 * `REDIS_URL` when given, else a server from the PATH, else one in Docker. Ours keep their data in `dataDir`; one from the
 * PATH is started again when it dies, which `say` tells.
 * @throws Error that says what to do, when there is none of these
 */
export async function provideRedis(
  given: string | undefined,
  dataDir: string,
  say: (line: string) => void,
): Promise<ProvidedRedis> {
  if (given) return { url: given, about: 'given by REDIS_URL', stop: async () => {} };
  await mkdir(join(dataDir, 'redis'), { recursive: true });
  const dir = await realpath(join(dataDir, 'redis'));
  const binary = ['redis-server', 'valkey-server'].find((name) => answers(name, ['--version']));
  if (binary) return fromPath(binary, dir, say);
  if (answers('docker', ['info'])) return fromDocker(dir);
  throw new Error('no Redis: set REDIS_URL, put redis-server or valkey-server on the PATH, or start Docker');
}
