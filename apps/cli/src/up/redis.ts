import { execFileSync, spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';

export interface ProvidedRedis {
  url: string;
  /** For the banner. */
  about: string;
  /** Stops what we started; a server that was given is left alone. */
  stop(): Promise<void>;
}

const FIRST_PORT = 6379;
const PORTS_TRIED = 50;
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

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function findPort(): Promise<number> {
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port++) if (await isFree(port)) return port;
  throw new Error(`no free port for Redis from ${FIRST_PORT} on`);
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

/** A server that an earlier run of ours left behind (it was killed): it has our data, so it is ours to use. */
async function leftBehind(dir: string, portFile: string): Promise<string | undefined> {
  const port = await readFile(portFile, 'utf8').catch(() => '');
  if (!port) return undefined;
  const url = `redis://127.0.0.1:${port}`;
  const itsDir = await withRedis(url, 0, (redis) => redis.config('GET', 'dir')).catch(() => undefined);
  return Array.isArray(itsDir) && itsDir[1] === dir ? url : undefined;
}

async function fromPath(binary: string, dir: string, portFile: string): Promise<ProvidedRedis> {
  const about = 'started by us, data in .data/redis';
  const found = await leftBehind(dir, portFile);
  const url = found ?? `redis://127.0.0.1:${await findPort()}`;
  if (!found) {
    const port = new URL(url).port;
    const flags = ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--logfile', join(dir, 'redis.log')];
    // A process group of its own: Ctrl-C must reach it last, when everybody has finished with it.
    const child = spawn(binary, [...flags, ...SETTINGS], { stdio: 'ignore', detached: true });
    const died = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) =>
        reject(new Error(`${binary} ended with ${code}: see .data/redis/redis.log`)),
      );
    });
    await Promise.race([died, withRedis(url, START_MS, (redis) => redis.ping())]);
    died.catch(() => {}); // from here on the services tell when it is gone
    child.unref();
    await writeFile(portFile, port);
  }
  return {
    url,
    about,
    async stop() {
      await shutDown(url);
      await rm(portFile, { force: true });
    },
  };
}

async function fromDocker(dir: string): Promise<ProvidedRedis> {
  const port = await findPort();
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
    about: 'in Docker, data in .data/redis',
    stop: async () => void execFileSync('docker', ['stop', id], { stdio: 'ignore' }),
  };
}

/**
 * `REDIS_URL` when given, else a server from the PATH, else one in Docker. Ours keep their data in `dataDir`.
 * @throws Error that says what to do, when there is none of these
 */
export async function provideRedis(given: string | undefined, dataDir: string): Promise<ProvidedRedis> {
  if (given) return { url: given, about: 'given by REDIS_URL', stop: async () => {} };
  const dir = join(dataDir, 'redis');
  await mkdir(dir, { recursive: true });
  const binary = ['redis-server', 'valkey-server'].find((name) => answers(name, ['--version']));
  if (binary) return fromPath(binary, dir, join(dir, 'port'));
  if (answers('docker', ['info'])) return fromDocker(dir);
  throw new Error('no Redis: set REDIS_URL, put redis-server or valkey-server on the PATH, or start Docker');
}
