export type { ByteStore, ByteStoreStats } from './byte-store.ts';
export { type CacheService, type CacheStats, createCacheService } from './cache-service.ts';
export { CRITIQUE_KEY_PREFIX, createCritiqueCache, critiqueKey, MAX_TTL_SECONDS } from './critique-cache.ts';
export { type CacheServiceSettings, openCacheService } from './drop-in.ts';
export { createFallbackStore } from './fallback-store.ts';
export { createMemoryStore } from './memory-store.ts';
export { createRedisStore } from './redis-store.ts';
export { createMemoryUserIndex, createUserIndex, type UserKeys } from './user-index.ts';
