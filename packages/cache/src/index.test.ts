import * as cache from './index.ts';
import * as service from './service.ts';

test('the public surface', () => {
  expect(Object.keys(cache).sort()).toEqual([
    'CRITIQUE_KEY_PREFIX',
    'MAX_TTL_SECONDS',
    'createCacheService',
    'createCritiqueCache',
    'createCritiqueMemory',
    'createFallbackStore',
    'createMemoryStore',
    'createMemoryUserIndex',
    'createRedisStore',
    'createTellingStore',
    'createUserIndex',
    'critiqueKey',
    'listenForErased',
    'openCacheService',
    'tellErased',
  ]);
  expect(Object.keys(service)).toEqual(['cacheService']);
});
