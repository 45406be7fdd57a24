import { readFileSync } from 'node:fs';
import { type RunningService, startService } from '../services.ts';

/** A service that is started again whenever it ends, as Docker and Railway do. */
export interface Kept {
  name: string;
  /** Nothing while it is being started. */
  running: RunningService | undefined;
  /** SIGKILL; false when there was nothing to kill. */
  kill(): boolean;
  /** How often it ended without having been killed. */
  ownEnds: number;
  /** Also of processes that have ended. */
  output(): string;
  /** Resident now, bytes; nothing while it is being started. */
  rss(): number | undefined;
  stop(): Promise<void>;
}

const rssOf = (pid: number): number | undefined => {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
};

const KEPT_OUTPUT = 2_000_000;
/**
 * One that is killed while it starts has nothing in its hands: on a busy machine nothing would ever be done. So it lives for as long as its
 * start took, and this at least.
 */
const LEAST_LIFE_MS = 1000;

export async function keep(kind: 'api' | 'worker', name: string, env: Record<string, string>): Promise<Kept> {
  let stopping = false;
  let killed = false;
  let safeUntil = 0;
  let written = '';
  let watching: Promise<void> = Promise.resolve();

  async function start(): Promise<RunningService> {
    const from = performance.now();
    const service = await startService(kind, env);
    const startedAt = performance.now();
    safeUntil = startedAt + Math.max(LEAST_LIFE_MS, startedAt - from);
    kept.running = service;
    watching = watch(service);
    return service;
  }

  async function watch(service: RunningService): Promise<void> {
    await service.ended;
    written = (written + service.output()).slice(-KEPT_OUTPUT);
    kept.running = undefined;
    if (stopping) return;
    if (!killed) kept.ownEnds += 1;
    killed = false;
    for (;;) {
      try {
        await start();
        return;
      } catch (error) {
        written += String(error);
        if (stopping) return;
      }
    }
  }

  const kept: Kept = {
    name,
    running: undefined,
    ownEnds: 0,
    kill() {
      if (!kept.running || killed || performance.now() < safeUntil) return false;
      killed = true;
      kept.running.kill('SIGKILL');
      return true;
    },
    output: () => written + (kept.running?.output() ?? ''),
    rss: () => kept.running && rssOf(kept.running.pid),
    async stop() {
      stopping = true;
      await kept.running?.stop();
      await watching;
      await kept.running?.stop(); // it was being started meanwhile
    },
  };
  await start();
  return kept;
}
