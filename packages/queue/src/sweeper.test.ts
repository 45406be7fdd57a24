import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createAnalysisQueue } from './analysis-queue.ts';
import { createAnalysisWorker } from './analysis-worker.ts';
import { openConnections, recordingLog, someJob, until } from './fixtures/bench.ts';
import { startSweeping } from './sweeper.ts';

let redis: TestRedis;
const onError = (error: unknown) => {
  throw error;
};
const connections = openConnections(() => redis.url);
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(async () => {
  connections.close();
  await redis.close();
});

test('finished jobs past their age are removed from a quiet queue, and the others stay', async () => {
  const queue = createAnalysisQueue(connections.open('wait'), { keyPrefix: redis.prefix, attempts: 1 });
  const worker = createAnalysisWorker(connections.open('wait'), {
    concurrency: 1,
    keyPrefix: redis.prefix,
    log: recordingLog(),
    handlers: {
      async analyze({ tone }) {
        if (tone === 'learning') throw new Error('no');
        return { outcome: 'judged' };
      },
      giveUp: async () => {},
    },
  });
  const old = await queue.add(someJob());
  const oldFailed = await queue.add({ ...someJob(), tone: 'learning' });
  const recent = await queue.add(someJob());
  await until(async () => (await queue.bullmq.getJobCountByTypes('completed', 'failed')) === 3);
  const hoursAgo = (hours: number) => Date.now() - hours * 3_600_000;
  await redis.client.zadd(queue.bullmq.toKey('completed'), hoursAgo(2), old.jobId);
  await redis.client.hset(queue.bullmq.toKey(old.jobId), 'finishedOn', hoursAgo(2));
  await redis.client.zadd(queue.bullmq.toKey('failed'), hoursAgo(25), oldFailed.jobId);
  await redis.client.hset(queue.bullmq.toKey(oldFailed.jobId), 'finishedOn', hoursAgo(25));

  const sweeping = startSweeping(connections.open('wait'), { keyPrefix: redis.prefix, onError });
  expect(await sweeping.sweep()).toBe(2);
  expect(await queue.bullmq.getJob(old.jobId)).toBeUndefined();
  expect(await queue.bullmq.getJob(oldFailed.jobId)).toBeUndefined();
  expect(await queue.bullmq.getJob(recent.jobId)).toBeDefined();
  await sweeping.stop();
  await worker.close(0);
  await queue.close();
});
