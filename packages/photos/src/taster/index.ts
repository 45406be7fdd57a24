import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TASTE = fileURLToPath(new URL('./taste.ts', import.meta.url));
/** Longer than any photo takes that is not refused, ms. */
const MOST_MS = 90_000;
/** Of a process that was told to stop, or ended with its parent: the photo has nothing to do with it. */
const TOLD = new Set<NodeJS.Signals | null>(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGPIPE']);

export interface TasterOptions {
  /** Pixels of all frames together. */
  maxPixels: number;
  /** @default 90000 */
  timeoutMs?: number;
  /** What opens the photo; for tests. */
  script?: string;
}

/**
 * Opens a photo in a process of its own, as a worker would, for one that a worker may have died of. Answers whether that process
 * survived it; a photo that cannot be read kills nobody.
 */
export function createTaster({ maxPixels, timeoutMs = MOST_MS, script = TASTE }: TasterOptions) {
  let last: Promise<unknown> = Promise.resolve();

  function tasteNow(bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const child = spawn(process.execPath, [script, `${maxPixels}`], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {}, // no key, no address: it has strangers' bytes in its hands
    });
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const leave = () => child.kill('SIGKILL');
    signal.addEventListener('abort', leave, { once: true });
    child.stdin.on('error', () => {}); // it ended before it had read all: how, its exit tells
    child.stdin.end(bytes);
    return new Promise<boolean>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (_code, how) => {
        if (signal.aborted) reject(signal.reason);
        else resolve(!isLate && (how === null || TOLD.has(how)));
      });
    }).finally(() => {
      clearTimeout(late);
      signal.removeEventListener('abort', leave);
    });
  }

  // One at a time: each is a whole process.
  return function taste(bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const tasting = last.then(() => {
      signal.throwIfAborted();
      return tasteNow(bytes, signal);
    });
    last = tasting.catch(() => {});
    return tasting;
  };
}
