import type { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';

/** Aborted by the first Ctrl-C or SIGTERM; the second ends the process, as always. */
export function interruption(source: EventEmitter): AbortSignal {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) source.once(name, () => interrupted.abort());
  return interrupted.signal;
}

/** Asks for a y on a terminal; `undefined` where nobody sits at one. */
export function confirmOn(
  input: ReadStream,
  output: WriteStream,
  signal: AbortSignal,
): ((question: string) => Promise<boolean>) | undefined {
  if (!input.isTTY || !output.isTTY) return undefined;
  return async (question) => {
    const lines = createInterface({ input, output });
    // In raw mode Ctrl-C is a key, and no signal.
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    try {
      return /^y(es)?$/i.test((await lines.question(question, { signal })).trim());
    } catch {
      return false;
    } finally {
      lines.close();
    }
  };
}
