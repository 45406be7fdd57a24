import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

export interface TestRedis {
  url: string;
  /** Every key of the suite starts with it, so that suites can share a server. */
  prefix: string;
  /** A connection for looking at what was written. */
  client: Redis;
  /** Pids of the server, when it is ours to kill. */
  server: { pid: number; stop(): Promise<void>; start(): Promise<void> } | undefined;
  /** Keys of this suite, with their TTL in ms (-1: none). */
  keys(): Promise<Map<string, number>>;
  /** Removes the suite's keys. @throws when the suite left connections open on a server of its own. */
  close(): Promise<void>;
}

/** Nobody listens there, ever: the port is reserved, and no server of another suite gets it. */
export const NOBODYS_PORT = 1;

/** Below those that systems lend to connections: a server that is down for a moment finds its port free again. */
const PORTS = { first: 10_000, last: 32_767 };

const isFree = (port: number): Promise<boolean> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(false) : fail(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.first, PORTS.last + 1);
    if (await isFree(port)) return port;
  }
}

function onPath(names: string[]): string | undefined {
  return names.find((name) => {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * `test` where a Redis server can be started as a process with settings of its own, else `test.skip`, with the reason printed.
 * @param why what the processes are needed for
 */
export function testWithServer(why: string): typeof test {
  if (onPath(['redis-server'])) return test;
  process.stderr.write(`skipped: ${why} needs redis-server on the PATH\n`);
  return test.skip as typeof test;
}

async function answering(url: string): Promise<void> {
  const probe = new Redis(url, { lazyConnect: true, retryStrategy: () => 25, maxRetriesPerRequest: 400 });
  probe.on('error', () => {});
  try {
    await probe.ping();
  } finally {
    probe.disconnect();
  }
}

async function ownServer(binary: string, settings: string[]) {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'jmj-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess;
  const killChild = () => child.kill('SIGKILL');
  const start = async () => {
    const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '', ...settings];
    child = spawn(binary, flags, { stdio: 'ignore' });
    await answering(url);
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    killChild();
    await gone;
  };
  await start();
  process.once('exit', killChild);
  const dispose = async () => {
    process.off('exit', killChild);
    await stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { url, start, stop, dispose, pid: () => child.pid ?? -1 };
}

async function container(settings: string[]) {
  const { GenericContainer, Wait } = await import('testcontainers');
  const started = await new GenericContainer('redis:7-alpine')
    .withCommand(['redis-server', ...settings])
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
    .start();
  return {
    url: `redis://${started.getHost()}:${started.getMappedPort(6379)}`,
    dispose: async () => void (await started.stop()),
  };
}

/**
 * A real Redis for one test suite: `REDIS_URL` when given (own prefix, own server untouched), else a server of its own
 * from the PATH, else Testcontainers.
 *
 * @param settings extra redis-server flags, e.g. `['--maxmemory', '64mb']`; they need a server of our own
 */
export async function startTestRedis(settings: string[] = []): Promise<TestRedis> {
  const given = settings.length === 0 ? process.env.REDIS_URL : undefined;
  const binary = given ? undefined : onPath(['redis-server', 'valkey-server']);
  const own = binary ? await ownServer(binary, settings) : undefined;
  const boxed = given || own ? undefined : await container(settings);
  const url = given ?? own?.url ?? boxed?.url;
  if (!url) throw new Error('no Redis: set REDIS_URL, or put redis-server on the PATH, or start Docker');

  const prefix = `t${randomBytes(4).toString('hex')}:`;
  const client = new Redis(url, { maxRetriesPerRequest: null });
  client.on('error', () => {});

  const keys = async () => {
    const found = new Map<string, number>();
    for await (const batch of client.scanStream({ match: `*${prefix}*`, count: 500 })) {
      for (const key of batch as string[]) found.set(key, await client.pttl(key));
    }
    return found;
  };

  const close = async () => {
    const left = [...(await keys()).keys()];
    if (left.length) await client.unlink(...left);
    const others = own ? await lingering(client) : [];
    await client.quit();
    await own?.dispose();
    await boxed?.dispose();
    if (others.length) throw new Error(`the suite left connections open: ${others.join('; ')}`);
  };

  const server = own && {
    get pid() {
      return own.pid();
    },
    stop: own.stop,
    start: own.start,
  };
  return { url, prefix, client, server, keys, close };
}

/** Connections other than ours; a closing socket gets a moment to go. */
async function lingering(client: Redis): Promise<string[]> {
  const mine = await client.client('ID');
  let others: string[] = [];
  for (let tries = 0; tries < 20; tries++) {
    const list = String(await client.client('LIST'));
    others = list
      .trim()
      .split('\n')
      .filter((line) => !line.includes(`id=${mine} `));
    if (others.length === 0) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return others;
}
