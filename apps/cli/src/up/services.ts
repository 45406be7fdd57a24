import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Service {
  name: string;
  /** Where it listens, or its own name. */
  address: string;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  root: string;
  env: NodeJS.ProcessEnv;
  watch: boolean;
  onOutput: (line: Buffer) => void;
  onRestart: (name: string, why: string) => void;
}

/** A service that ends by itself comes back after this long. */
const RESTART_MS = 1000;
/** Longer than any service gives itself to stop. */
const KILL_MS = 40_000;

/**
 * Starts `apps/{name}` as a process of its own and resolves when it says that it is ready; after that it is restarted
 * whenever it ends unasked. In a process group of its own, so that Ctrl-C reaches it only through us, in order; and with
 * an IPC channel, so that it stops by itself when we are gone.
 * @throws Error when it ends before it is ready
 */
export async function startService(name: string, options: ServiceOptions): Promise<Service> {
  let child: ChildProcess;
  let stopping = false;

  function launch(): Promise<string> {
    const flags = options.watch ? ['--watch', '--watch-preserve-output'] : [];
    const main = join(options.root, 'apps', name, 'src', 'main.ts');
    child = spawn(process.execPath, [...flags, main], {
      cwd: options.root,
      env: options.env,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      detached: true,
    });
    child.stdout?.on('data', options.onOutput);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        reject(new Error(`${name} ended before it was ready (${code ?? signal})`)),
      );
      child.on('message', (message: { ready?: string }) => {
        if (message.ready) resolve(message.ready);
      });
    });
  }

  function keepUp(): void {
    child.once('exit', (code, signal) => {
      if (stopping) return;
      options.onRestart(name, String(code ?? signal));
      setTimeout(() => {
        if (stopping) return;
        launch().catch(() => {}); // its exit, below, brings the next try
        keepUp();
      }, RESTART_MS);
    });
  }

  const address = await launch();
  keepUp();
  return {
    name,
    address,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_MS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(timer);
    },
  };
}
