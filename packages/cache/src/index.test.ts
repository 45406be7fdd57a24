import * as cache from './index.ts';
import * as service from './service.ts';

test('the public surface', () => {
  expect(Object.keys(cache).sort()).toEqual([
    'CRITIQUE_KEY_PREFIX',
    'MAX_TTL_SECONDS',
    'createCacheService',
    'createCritiqueCache',
    'createFallbackStore',
    'createMemoryStore',
    'createMemoryUserIndex',
    'createRedisStore',
    'createUserIndex',
    'critiqueKey',
    'openCacheService',
  ]);
  expect(Object.keys(service)).toEqual(['cacheService']);
});
