import { setTimeout as pause } from 'node:timers/promises';

/** The server is no primary any more, or has lost its replicas or its disk: another may have taken its place. */
const DEPOSED = /^(READONLY|NOREPLICAS|MISCONF|MASTERDOWN|UNBLOCKED)\b/;
const OUT_OF_MEMORY = /^OOM\b/;

export const isDeposed = (error: Error): boolean => DEPOSED.test(error.message);
export const isOutOfMemory = (error: Error): boolean => OUT_OF_MEMORY.test(error.message);

/** Redis takes questions, and refuses to write: by no fault of what was to be written. A transaction is refused for one of its commands. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isDeposed(error) || isOutOfMemory(error)) return true;
  const { previousErrors = [] } = error as { previousErrors?: unknown[] };
  return previousErrors.some(isRefusal);
}

/** What was refused is tried again after so long, ms. */
const PAUSE_MS = 500;

/**
 * A Redis that refuses to write refuses it to everybody: the work is begun again until it is taken, or until `signal` aborts.
 * @param onRefused told once why
 */
export async function untilTaken<T>(
  signal: AbortSignal,
  onRefused: (reason: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || !isRefusal(error) || signal.aborted) throw error;
      if (isFirst) onRefused(error.message);
      await pause(PAUSE_MS);
    }
  }
}
