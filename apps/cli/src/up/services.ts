import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Service {
  name: string;
  /** Where it listens, or its own name, once it is ready. Rejects when it ends before. */
  ready: Promise<string>;
  /** At any time, also while it starts. */
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
 * Starts `apps/{name}` as a process of its own; once it has been ready, it is restarted whenever it ends unasked. In a
 * process group of its own, so that Ctrl-C reaches it only through us, in order; and with an IPC channel, so that it stops
 * by itself when we are gone.
 */
export function startService(name: string, options: ServiceOptions): Service {
  const main = join(options.root, 'apps', name, 'src', 'main.ts');
  const flags = options.watch ? ['--watch', '--watch-preserve-output'] : [];
  let child: ChildProcess;
  let stopping = false;

  function launch(): Promise<string> {
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

  const ready = launch();
  ready.then(keepUp, () => {});
  return {
    name,
    ready,
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
