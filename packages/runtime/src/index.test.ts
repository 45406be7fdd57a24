import * as runtime from './index.ts';

test('the public surface', () => {
  expect(Object.keys(runtime).sort()).toEqual([
    'ConfigError',
    'announce',
    'bytes',
    'cacheStoreVariables',
    'cacheVariables',
    'configure',
    'count',
    'createLogger',
    'createQuietWarn',
    'createReleasers',
    'createWebhook',
    'judgeVariables',
    'loadConfig',
    'logVariables',
    'milliseconds',
    'photoStoreVariables',
    'port',
    'redisUrls',
    'redisVariables',
    'retentionVariables',
    'runService',
    'seconds',
    'somePort',
    'statisticsVariables',
  ]);
});
