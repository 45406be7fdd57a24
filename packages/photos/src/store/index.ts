export { createRedisPhotoStore, type RedisPhotoStoreOptions } from './redis-store.ts';
export type { RedisCommands } from './script.ts';
