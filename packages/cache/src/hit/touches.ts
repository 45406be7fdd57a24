import { critiqueKey } from '../keys.ts';

/** Told once in so long, ms: the server's own clock of idleness is no finer than it needs to be. */
const EVERY_MS = 5000;
/** Of more different entries than these, some go untold. */
const MOST = 10_000;

export interface Touches {
  /** An entry was answered from memory. */
  note(fingerprint: string): void;
  close(): void;
}

/** Collects which entries the memory answered, and tells now and then: a hit itself costs no message. */
export function createTouches(
  tell: (keys: string[]) => Promise<void>,
  onError: (error: unknown) => void,
): Touches {
  let noted = new Set<string>();
  const timer = setInterval(() => {
    if (noted.size === 0) return;
    const keys = [...noted].map(critiqueKey);
    noted = new Set();
    tell(keys).catch(onError);
  }, EVERY_MS);
  timer.unref();
  return {
    note(fingerprint) {
      if (noted.size < MOST) noted.add(fingerprint);
    },
    close: () => clearInterval(timer),
  };
}
