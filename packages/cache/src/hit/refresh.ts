import { LRUCache } from 'lru-cache';
import type { ByteStore } from '../byte-store.ts';
import { beganAtOf, decodeEntry, headFor } from '../entry.ts';
import { critiqueKey, MAX_TTL_SECONDS } from '../keys.ts';
import type { Prolong } from './prolong.ts';

export interface RefreshAheadOptions {
  store: Pick<ByteStore, 'get'>;
  prolong: Prolong;
  /** How long an entry lives when it is new, `CACHE_TTL_SECONDS`. */
  ttlSeconds: number;
  /** So many requests in this process, in the last fifth of its life, make an entry worth keeping. @default 3 */
  minAsked?: number | undefined;
  /** Called after an entry was given more time, so that no process goes by the old one. */
  onChanged: (key: string) => Promise<void>;
  onError: (error: unknown) => void;
}

export interface RefreshAhead {
  /** To be called for every hit; `expiresAt`: ms since 1970. Returns at once, and never throws. */
  asked(fingerprint: string, expiresAt: number): void;
}

/** An entry is near its end when less than this share of its TTL is left. */
const NEAR_SHARE = 0.2;
/** Less than this share of a TTL is not worth a write. */
const LEAST_GAIN_SHARE = 0.1;
/** Entries near their end whose requests are counted at once. */
const MOST_COUNTED = 10_000;
/** It is noted for 48 h whose photo it was. A critique must be gone before the note is, by clocks that may differ a little. */
const MARGIN_MS = 3_600_000;
const LONGEST_MS = MAX_TTL_SECONDS * 1000 - MARGIN_MS;

/**
 * Gives critiques that are asked for again and again more time before they expire. The photo is gone by then, so this is all
 * that can be done without having it sent and paid for once more. No critique outlives its photo's submission by 48 h.
 */
export function createRefreshAhead(options: RefreshAheadOptions): RefreshAhead {
  const { store, prolong, minAsked = 3, onChanged, onError } = options;
  const ttlMs = options.ttlSeconds * 1000;
  const nearMs = ttlMs * NEAR_SHARE;
  const times = new LRUCache<string, number>({
    max: MOST_COUNTED,
    ttl: Math.ceil(nearMs),
    ttlAutopurge: false,
  });

  async function refresh(fingerprint: string): Promise<void> {
    const key = critiqueKey(fingerprint);
    const bytes = await store.get(key);
    const entry = bytes && decodeEntry(bytes);
    const beganAt = entry && beganAtOf(entry);
    if (!entry || beganAt === undefined) return;
    const now = Date.now();
    const until = Math.min(now + ttlMs, beganAt + LONGEST_MS);
    const isNear = entry.expiresAt - now <= nearMs; // another process may have been first
    if (!isNear || until - entry.expiresAt < ttlMs * LEAST_GAIN_SHARE) return;
    if (!(await prolong(key, headFor(entry.expiresAt), headFor(until), until))) return;
    times.delete(fingerprint);
    await onChanged(key);
  }

  return {
    asked(fingerprint, expiresAt) {
      const left = expiresAt - Date.now();
      if (left > nearMs || left <= 0) return;
      const asked = (times.get(fingerprint) ?? 0) + 1;
      times.set(fingerprint, asked);
      if (asked !== minAsked) return;
      refresh(fingerprint).catch((error: unknown) => {
        times.delete(fingerprint); // it may go better after as many requests more
        onError(error);
      });
    },
  };
}
