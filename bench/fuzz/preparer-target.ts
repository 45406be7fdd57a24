import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { GAUGED, type Gauged, type GaugeQuestion, gauge } from '@jmj/testing/gauge';

/** `prepared`, the code of a problem, or `unexpected: …`. */
export interface PhotoOutcome {
  outcome: string;
  ms: number;
  /** How often libvips was given pixels to decode or encode, or was done with it. */
  decoded: number;
}

export interface PhotoTarget {
  gauge(question: GaugeQuestion): Promise<Gauged>;
  /** One at a time. After a crash or a hang there is a new process. */
  tryOne(bytes: Uint8Array): Promise<PhotoOutcome | 'crash' | 'hang'>;
  close(): Promise<void>;
}

/** infra/docker/Dockerfile */
export const AS_IN_THE_IMAGE = { MALLOC_ARENA_MAX: '2' };

const CHILD = fileURLToPath(new URL('./preparer-child.ts', import.meta.url));

async function startChild(): Promise<ChildProcess> {
  // What libvips says of broken photos on its error output is no news here.
  const child = fork(CHILD, {
    env: { ...process.env, ...GAUGED, ...AS_IN_THE_IMAGE },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

/** A process that prepares photos as a worker does. */
export async function startPhotoTarget(deadlineMs: number): Promise<PhotoTarget> {
  let child = await startChild();
  return {
    gauge: (question) => gauge(child, question),
    async tryOne(bytes) {
      const over = new AbortController();
      const { signal } = over;
      const answered = once(child, 'message', { signal }).then(([answer]) => answer as PhotoOutcome);
      const ended = once(child, 'exit', { signal }).then(() => 'crash' as const);
      const late = AbortSignal.timeout(deadlineMs);
      const hung = once(late, 'abort', { signal }).then(() => 'hang' as const);
      child.send(bytes);
      const result = await Promise.race([answered, ended, hung]);
      over.abort();
      await Promise.allSettled([answered, ended, hung]);
      if (result === 'crash' || result === 'hang') {
        child.kill('SIGKILL');
        child = await startChild();
      }
      return result;
    },
    async close() {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
