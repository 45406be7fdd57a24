import type { CacheService } from './cache-service.ts';
import { type OpenCacheService, openCacheService } from './drop-in.ts';

let opened: OpenCacheService | undefined;

/** Opened on first use, from REDIS_URL, REDIS_PASSWORD, KEY_PREFIX and JMJ_TENANT: importing this file does nothing. */
function open(): OpenCacheService {
  const { REDIS_URL, REDIS_PASSWORD, KEY_PREFIX, JMJ_TENANT } = process.env;
  opened ??= openCacheService({
    redisUrl: REDIS_URL,
    password: REDIS_PASSWORD || undefined,
    keyPrefix: KEY_PREFIX,
    tenant: JMJ_TENANT || undefined,
  });
  return opened;
}

/**
 * For the web app: the object it imports today, under the same name. This file is the composition root of that import,
 * the one place outside a `main.ts` that reads the environment (docs/decisions/0004-drop-in-cache-service.md).
 *
 * Its connection keeps the process alive, as a server wants it: a script ends with `await closeCacheService()`.
 */
export const cacheService: CacheService = {
  generateImageHash: (buffer) => open().generateImageHash(buffer),
  getCachedAnalysis: (hash, tone, language) => open().getCachedAnalysis(hash, tone, language),
  cacheAnalysis: (...args) => open().cacheAnalysis(...args),
  getCacheStats: () => open().getCacheStats(),
  invalidateUserCache: (userId) => open().invalidateUserCache(userId),
  clearCache: () => open().clearCache(),
};

/** Lets go of the connection, so that the process can end. The next use of `cacheService` opens it again. */
export async function closeCacheService(): Promise<void> {
  const service = opened;
  opened = undefined;
  await service?.close();
}
