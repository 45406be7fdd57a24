export type { RedisCommands } from './photo-hash.ts';
export { createRedisPhotoStore, type RedisPhotoStoreOptions } from './redis-store.ts';
