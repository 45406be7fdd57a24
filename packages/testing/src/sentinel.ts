import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './redis.ts';

export interface SentinelTrio {
  /** `redis-sentinel://…` */
  url: string;
  /** Address of the server that the sentinel calls the master now. */
  master(): Promise<string>;
  /** SIGKILLs the first master: the sentinel makes the replica one. */
  killMaster(): void;
  close(): Promise<void>;
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what}: not within 10 s`);
}

/**
 * A master, its replica and one sentinel, as real processes; needs `redis-server` on the PATH.
 * @param downAfterMs how long the sentinel waits for a silent master
 */
export async function startSentinelTrio(downAfterMs = 500): Promise<SentinelTrio> {
  const dir = await mkdtemp(join(tmpdir(), 'jmj-sentinel-'));
  const [master, replica, sentinel] = [await freePort(), await freePort(), await freePort()];
  const children: ChildProcess[] = [];
  const run = (args: string[]) => {
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const flags = (port: number) => ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
  const config = join(dir, 'sentinel.conf');
  await writeFile(
    config,
    [
      `port ${sentinel}`,
      'bind 127.0.0.1',
      `dir ${dir}`,
      `sentinel monitor main 127.0.0.1 ${master} 1`,
      `sentinel down-after-milliseconds main ${downAfterMs}`,
      'sentinel failover-timeout main 2000',
    ].join('\n'),
  );
  const first = run(flags(master));
  run([...flags(replica), '--replicaof', '127.0.0.1', `${master}`]);
  run([config, '--sentinel']);
  const ask = new Redis(sentinel, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 25 });
  ask.on('error', () => {});
  const close = async () => {
    ask.disconnect();
    const gone = children.map(
      (child) =>
        new Promise<void>((done) =>
          (child.exitCode ?? child.signalCode) ? done() : child.once('exit', () => done()),
        ),
    );
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(gone);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await until(async () => {
      const replicas = (await ask.call('SENTINEL', 'REPLICAS', 'main')) as unknown[];
      return replicas.length === 1 && JSON.stringify(replicas).includes('"ok"');
    }, 'the sentinel sees the replica in step');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: `redis-sentinel://127.0.0.1:${sentinel}#main`,
    async master() {
      return ((await ask.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main')) as string[]).join(':');
    },
    killMaster: () => void first.kill('SIGKILL'),
    close,
  };
}
