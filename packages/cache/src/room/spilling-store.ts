import type { ByteStore } from '../byte-store.ts';
import { isRefusal } from './refusal.ts';

export interface SpillingOptions {
  /** What is spilled lives no longer than this. @default 600 */
  spillSeconds?: number;
  /** Hears why `main` refused. */
  onSpill?: (refusal: unknown) => void;
}

/**
 * `main`, and for what it refuses (out of memory, no room, read-only) another store for a short while, so that what was paid
 * for reaches those who wait. A store that is away is not refusing: that error is the caller's.
 *
 * `spill` must not stand on the same server as `main`: where one has no memory the other has none.
 */
export function createSpillingStore(
  main: ByteStore,
  spill: ByteStore,
  options: SpillingOptions = {},
): ByteStore {
  const { spillSeconds = 600, onSpill = () => {} } = options;
  return {
    get kind() {
      return main.kind;
    },
    get: async (key) => (await main.get(key)) ?? spill.get(key),
    async set(key, value, ttlSeconds) {
      try {
        await main.set(key, value, ttlSeconds);
      } catch (refusal) {
        if (!isRefusal(refusal)) throw refusal;
        onSpill(refusal);
        // What main still has under the key is older, and would be read first.
        await main.delete([key]).catch((error: unknown) => {
          if (!isRefusal(error)) throw error;
        });
        await spill.set(key, value, Math.min(ttlSeconds, spillSeconds));
      }
    },
    async delete(keys) {
      const found = await Promise.all(
        keys.map(async (key) => (await Promise.all([main.delete([key]), spill.delete([key])])).some(Boolean)),
      );
      return found.filter(Boolean).length;
    },
    async clear(prefix) {
      const removed = await Promise.all([main.clear(prefix), spill.clear(prefix)]);
      return removed[0] + removed[1];
    },
    async stats(prefix) {
      const [stats, spilled] = await Promise.all([main.stats(prefix), spill.stats(prefix)]);
      return { ...stats, entries: stats.entries + spilled.entries, bytes: stats.bytes + spilled.bytes };
    },
  };
}
