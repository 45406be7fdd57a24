import type { Logger } from './logger.ts';

export interface QuietWarnOptions {
  /** @default 10000 */
  everyMs?: number;
}

type WarnOf = (message: string, fields?: Record<string, unknown>) => (error: unknown) => void;

/**
 * For errors that come again and again until somebody mends their cause, such as a server that is away: the first is one line at
 * once, without a stack; then the same `message` with the same fields is at most one line in `everyMs`, with how many were kept back.
 */
export function createQuietWarn(log: Logger, { everyMs = 10_000 }: QuietWarnOptions = {}): WarnOf {
  const told = new Map<string, { at: number; keptBack: number }>();
  return (message, fields = {}) => {
    const name = JSON.stringify([message, fields]);
    return (error) => {
      const last = told.get(name);
      const now = performance.now();
      if (last && now - last.at < everyMs) {
        last.keptBack += 1;
        return;
      }
      told.set(name, { at: now, keptBack: 0 });
      const keptBack = last?.keptBack ? { keptBack: last.keptBack } : {};
      log.warn({ ...fields, ...reasonOf(error), ...keptBack }, message);
    };
  };
}

/** Of several addresses that refused there is only a code. */
function reasonOf(error: unknown): { code?: unknown; reason?: string } {
  if (!(error instanceof Error)) return { reason: String(error) };
  return {
    ...('code' in error ? { code: error.code } : {}),
    ...(error.message ? { reason: error.message } : {}),
  };
}
