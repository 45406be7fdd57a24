import * as queue from './index.ts';

test('the public surface', () => {
  expect(Object.keys(queue).sort()).toEqual([
    'checkEvictionPolicy',
    'connectRedis',
    'createAnalysisQueue',
    'createAnalysisRecords',
    'createAnalysisWorker',
    'createEventPublisher',
    'createEventSubscriber',
    'createFlights',
    'readyWithin',
    'warnOfPolicies',
  ]);
});
