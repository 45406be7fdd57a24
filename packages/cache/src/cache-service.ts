import { createHash } from 'node:crypto';
import type { HitFigures } from '@jmj/contracts';
import type { ByteStore } from './byte-store.ts';
import { decode, encode } from './codec.ts';
import { CRITIQUE_KEY_PREFIX, MAX_TTL_SECONDS } from './keys.ts';
import { descriptorKeysOf, TWIN_KEY_PREFIX } from './twins/index.ts';
import type { UserKeys } from './user-index.ts';

/** How the service answered over the last day; `hit_rate` from 0 to 1. */
export interface DayOfHits {
  hit_rate: number;
  hits: number;
  misses: number;
}

export type CacheStats =
  | {
      type: 'redis';
      redis_info: Record<string, string>;
      entries: number;
      memory_bytes: number;
      /** Absent when nothing was asked for, or nobody counts. */
      last_day?: DayOfHits;
    }
  | { type: 'memory'; memory_size: number; memory_bytes: number };

/** The web app's cache, method for method. None of them throws for a cache that is away: the answer is then a miss. */
export interface CacheService {
  /** SHA-256 of the photo, hex. */
  generateImageHash(buffer: Uint8Array): string;
  getCachedAnalysis<T = unknown>(hash: string, tone: string, language: string): Promise<T | null>;
  /**
   * @param ttlSeconds brought within 1 s and 48 h. @default 86400
   * @param userId whose photo it was, so that `invalidateUserCache` finds it
   */
  cacheAnalysis(
    hash: string,
    analysis: unknown,
    tone: string,
    language: string,
    ttlSeconds?: number,
    userId?: string,
  ): Promise<void>;
  getCacheStats(): Promise<CacheStats>;
  /**
   * Removes what this user's photos put in the cache; answers how many entries. While Redis is away it cannot: it tells
   * `onError`, answers 0, and has to be called again.
   */
  invalidateUserCache(userId: string): Promise<number>;
  /** Removes the cache's entries and nothing else; answers how many. */
  clearCache(): Promise<number>;
}

const DEFAULT_TTL_SECONDS = 86_400;
const DAY_SECONDS = 86_400;

function withinLimits(ttlSeconds: number): number {
  if (Number.isNaN(ttlSeconds)) return DEFAULT_TTL_SECONDS;
  return Math.min(Math.max(Math.floor(ttlSeconds), 1), MAX_TTL_SECONDS);
}

const keyOf = (hash: string, tone: string, language: string): string =>
  `${CRITIQUE_KEY_PREFIX}${hash}:${tone}:${language}`;

export function createCacheService(deps: {
  store: ByteStore;
  users: UserKeys;
  tenant: string;
  /** Hears what went wrong, and what was not done for it, in words. */
  onError: (error: unknown, what: string) => void;
  /** How requests were answered over so many seconds. */
  hits?: ((windowSeconds: number) => Promise<HitFigures>) | undefined;
}): CacheService {
  const { store, users, tenant } = deps;

  async function orElse<T>(what: string, answer: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      deps.onError(error, what);
      return answer;
    }
  }

  async function lastDay(): Promise<{ last_day?: DayOfHits }> {
    const figures = await deps.hits?.(DAY_SECONDS);
    if (!figures || figures.rate === null) return {};
    const { exact, l1, twin } = figures.hits;
    return { last_day: { hit_rate: figures.rate, hits: exact + l1 + twin, misses: figures.misses } };
  }

  return {
    generateImageHash: (buffer) => createHash('sha256').update(buffer).digest('hex'),

    getCachedAnalysis: <T>(hash: string, tone: string, language: string) =>
      orElse<T | null>('an analysis was not read', null, async () => {
        const bytes = await store.get(keyOf(hash, tone, language));
        return bytes ? (((await decode(bytes)) as T | undefined) ?? null) : null;
      }),

    cacheAnalysis: (hash, analysis, tone, language, ttlSeconds = DEFAULT_TTL_SECONDS, userId) =>
      orElse('an analysis was not cached', undefined, async () => {
        const key = keyOf(hash, tone, language);
        // Noted first: an entry that nobody can find again could not be erased.
        if (userId !== undefined) await users.addKey({ tenant, userId }, key);
        await store.set(key, await encode(analysis), withinLimits(ttlSeconds));
      }),

    async getCacheStats() {
      const stats = await orElse('the cache was not counted', { entries: 0, bytes: 0 }, () =>
        store.stats(CRITIQUE_KEY_PREFIX),
      );
      if (store.kind === 'memory')
        return { type: 'memory', memory_size: stats.entries, memory_bytes: stats.bytes };
      const server = 'server' in stats ? stats.server : undefined;
      return {
        type: 'redis',
        redis_info: server ?? {},
        entries: stats.entries,
        memory_bytes: stats.bytes,
        ...(await orElse('the hits were not counted', {}, lastDay)),
      };
    },

    invalidateUserCache: (userId) =>
      orElse('a user was not erased, and has to be erased again', 0, async () => {
        const owner = { tenant, userId };
        const keys = await users.keys(owner);
        const removed = await store.delete(keys);
        await store.delete(descriptorKeysOf(tenant, keys));
        await users.forget(owner, keys);
        return removed;
      }),

    clearCache: () =>
      orElse('the cache was not cleared', 0, async () => {
        const removed = await store.clear(CRITIQUE_KEY_PREFIX);
        await store.clear(TWIN_KEY_PREFIX);
        return removed;
      }),
  };
}
