import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Gauged, type GaugeQuestion, gauge } from './gauge.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const START_MS = 20_000;

export interface RunningService {
  /** Where it listens; a worker says only its name. */
  address: string;
  pid: number;
  /** Everything it wrote, both streams. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process has ended, with how. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it uses. @throws Error unless it was started with GAUGED */
  gauge(question: GaugeQuestion): Promise<Gauged>;
  /** SIGTERM, then waits for the end. */
  stop(): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
/** Only what a test names reaches the service, and what node needs to run. */
const BASE_ENV = { PATH, HOME, NODE_COMPILE_CACHE, LOG_LEVEL: 'info' };

/**
 * Starts `apps/{name}` as the process it is in production, and resolves when it says that it is ready.
 * @throws Error with what it wrote, when it ends before
 */
export async function startService(
  name: 'api' | 'worker' | 'dashboard',
  env: Record<string, string>,
): Promise<RunningService> {
  const child: ChildProcess = spawn(process.execPath, [`apps/${name}/src/main.ts`], {
    cwd: ROOT,
    env: { ...BASE_ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => (written += String(chunk)));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  void ended.then(() => process.off('exit', onExit));

  const address = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${name} ${why}:\n${written}`));
    const timer = setTimeout(() => fail('was not ready in time'), START_MS);
    void ended.then(({ code, signal }) => fail(`ended before it was ready (${code ?? signal})`));
    child.on('message', (message: { ready?: string }) => {
      if (!message.ready) return;
      clearTimeout(timer);
      resolve(message.ready);
    });
  }).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });

  return {
    address,
    pid: child.pid ?? -1,
    output: () => written,
    kill: (signal) => void child.kill(signal),
    ended,
    gauge: (question) => gauge(child, question),
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
