import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type AnalysisQueueHandle, createAnalysisQueue } from './analysis-queue.ts';
import { someJob } from './fixtures/bench.ts';
import { createPayers, type Payers } from './payers.ts';

let redis: TestRedis;
let queue: AnalysisQueueHandle;
let payers: Payers;
beforeAll(async () => {
  redis = await startTestRedis();
  queue = createAnalysisQueue(redis.client, { keyPrefix: redis.prefix });
  payers = createPayers(redis.client, redis.prefix);
});
afterAll(async () => {
  await payers.close();
  await queue.close();
  await redis.close();
});

test('whoever came first pays for the job, not who joined it', async () => {
  const first = someJob();
  await queue.add(first);
  await queue.add({ ...first, analysisId: 'joined' });
  expect(await payers.of(first.fingerprint)).toBe(first.analysisId);
});

test('nobody pays for what is not in flight, nor for a job that was removed by hand', async () => {
  const job = someJob();
  expect(await payers.of(job.fingerprint)).toBeUndefined();
  const { jobId } = await queue.add(job);
  await (await queue.bullmq.getJob(jobId))?.remove();
  expect(await payers.of(job.fingerprint)).toBeUndefined();
});
