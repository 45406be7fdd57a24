import { type CacheLayers, CRITIQUE_KEY_PREFIX } from '@jmj/cache';
import type { Occupancy } from '@jmj/contracts';

/** Counting what no account is kept of walks all keys of the server: not more often than this, ms. */
const WALK_EVERY_MS = 60_000;

export interface OccupancyReader {
  read(): Promise<Occupancy>;
  /** What was counted is no longer so. */
  forget(): void;
}

/** What the cache holds: by its account, else counted, with what its whole server uses of what. */
export function createOccupancy(
  { occupancy, store }: Pick<CacheLayers, 'occupancy' | 'store'>,
  now: () => number = Date.now,
): OccupancyReader {
  let walked: { at: number; held: Promise<Occupancy> } | undefined;

  async function walk(): Promise<Occupancy> {
    const { entries, bytes, server } = await store.stats(CRITIQUE_KEY_PREFIX);
    const maxBytes = Number(server?.maxmemory ?? 0);
    return { entries, bytes: entries === 0 ? 0 : bytes, ...(maxBytes > 0 ? { maxBytes } : {}) };
  }

  function counted(): Promise<Occupancy> {
    if (walked && now() - walked.at < WALK_EVERY_MS) return walked.held;
    const held = walk();
    walked = { at: now(), held };
    held.catch(() => {
      if (walked?.held === held) walked = undefined;
    });
    return held;
  }

  return {
    read: occupancy ?? counted,
    forget() {
      walked = undefined;
    },
  };
}
