export interface Tries {
  /** Seconds until somebody at this address may try a key again; 0: now. */
  waitFor(address: string): number;
  /** A wrong key came from there. */
  failed(address: string): void;
  /** The right one did. */
  succeeded(address: string): void;
}

const WINDOW_MS = 300_000;
const PER_ADDRESS = 10;
/** Of all addresses together: whoever has many, or makes some up, gets no further. */
const IN_ALL = 100;

interface Count {
  failed: number;
  /** Milliseconds since 1970. */
  until: number;
}

/**
 * Counts wrong keys, so that one cannot be guessed by trying: 10 in 5 minutes from one address, 100 from all. In this process's
 * memory: a restart forgets them. Nobody beyond the limit is let in, also with the right key, or trying would go on to pay.
 */
export function createTries(now: () => number = Date.now): Tries {
  const byAddress = new Map<string, Count>();
  let all: Count = { failed: 0, until: 0 };

  const left = (count: Count | undefined, most: number): number =>
    count !== undefined && count.failed >= most ? Math.max(0, count.until - now()) : 0;
  const next = (count: Count | undefined): Count =>
    count === undefined || count.until <= now()
      ? { failed: 1, until: now() + WINDOW_MS }
      : { ...count, failed: count.failed + 1 };

  return {
    waitFor: (address) =>
      Math.ceil(Math.max(left(byAddress.get(address), PER_ADDRESS), left(all, IN_ALL)) / 1000),
    failed(address) {
      for (const [known, { until }] of byAddress) if (until <= now()) byAddress.delete(known);
      byAddress.set(address, next(byAddress.get(address)));
      all = next(all);
    },
    succeeded: (address) => void byAddress.delete(address),
  };
}
