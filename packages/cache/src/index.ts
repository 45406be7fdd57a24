export type { ByteStore, ByteStoreStats } from './byte-store.ts';
export { type CacheService, type CacheStats, createCacheService } from './cache-service.ts';
export { type CritiqueCacheOptions, createCritiqueCache } from './critique-cache.ts';
export { type CacheServiceSettings, type OpenCacheService, openCacheService } from './drop-in.ts';
export { createCritiqueEraser, createOwnership } from './erasing.ts';
export { createFallbackStore, type FallbackOptions, type FallbackStore } from './fallback-store.ts';
export { gzipWith } from './hit/gzip.ts';
export { type CritiqueMemory, createCritiqueMemory, type MemoryOptions } from './hit/memory.ts';
export { createTellingStore, listenForErased, tellErased } from './hit/news.ts';
export type { Prolong } from './hit/prolong.ts';
export { createRefreshAhead, type RefreshAhead, type RefreshAheadOptions } from './hit/refresh.ts';
export { createTouches, type Touches } from './hit/touches.ts';
export { CRITIQUE_KEY_PREFIX, critiqueKey, MAX_TTL_SECONDS } from './keys.ts';
export { type CacheLayers, type CacheLayersOptions, createCacheLayers } from './layers.ts';
export { createMemoryStore } from './memory-store.ts';
export { createRedisStore } from './redis-store.ts';
export { createPulse, type Pulse } from './replica/pulse.ts';
export {
  createReplicaStore,
  type ReplicaCounts,
  type ReplicaStore,
  type ReplicaStoreOptions,
} from './replica/replica-store.ts';
export { NoRoom } from './room/refusal.ts';
export { createRoomyStore, type RoomyStore, type RoomyStoreOptions } from './room/roomy-store.ts';
export { createSpillingStore, type SpillingOptions } from './room/spilling-store.ts';
export { createMemoryUserIndex, createUserIndex, type UserKeys } from './user-index.ts';
