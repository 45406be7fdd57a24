import * as cache from './index.ts';
import * as service from './service.ts';

test('the public surface', () => {
  expect(Object.keys(cache).sort()).toEqual([
    'CRITIQUE_KEY_PREFIX',
    'MAX_TTL_SECONDS',
    'NoRoom',
    'createCacheLayers',
    'createCacheService',
    'createCritiqueCache',
    'createCritiqueEraser',
    'createCritiqueMemory',
    'createFallbackStore',
    'createMemoryStore',
    'createMemoryUserIndex',
    'createOwnership',
    'createPulse',
    'createRedisStore',
    'createRefreshAhead',
    'createReplicaStore',
    'createRoomyStore',
    'createSpillingStore',
    'createTellingStore',
    'createTouches',
    'createUserIndex',
    'critiqueKey',
    'gzipWith',
    'listenForErased',
    'openCacheService',
    'tellErased',
  ]);
  expect(Object.keys(service)).toEqual(['cacheService', 'closeCacheService']);
});
