import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createAnalysisQueue } from './analysis-queue.ts';
import { createAnalysisWorker } from './analysis-worker.ts';
import { connectRedis } from './connect.ts';
import { openConnections, recordingLog, someJob, until } from './fixtures/bench.ts';
import { isRefusal } from './refusals.ts';

let redis: TestRedis;
const connections = openConnections(() => redis.url);
beforeAll(async () => {
  redis = await startTestRedis(['--maxmemory-policy', 'noeviction']);
});
afterAll(async () => {
  connections.close();
  await redis.close();
});
const fill = (bytes: string) => redis.client.config('SET', 'maxmemory', bytes);

test('a transaction that was refused for one of its commands is a refusal; one that was wrong is not', async () => {
  const own = connections.open('wait');
  await fill('1mb');
  const refused = own.multi().set(`${redis.prefix}a`, '1').exec();
  await expect(refused.catch(isRefusal)).resolves.toBe(true);
  await fill('0');
  const wrong = own.multi().call('GET').exec();
  await expect(wrong.catch(isRefusal)).resolves.toBe(false);
});

test('while Redis has no memory jobs wait: no attempt is counted, none fails, nothing is logged again and again', async () => {
  const own = connections.open('wait');
  const queue = createAnalysisQueue(own, { keyPrefix: redis.prefix, attempts: 1 });
  const log = recordingLog();
  const jobs = connectRedis(redis.url, {
    ...{ name: 'test-jobs', whenDown: 'wait', whenFull: 'wait', connectTimeoutMs: 1000 },
    onError() {},
  });
  let tries = 0;
  const worker = createAnalysisWorker(jobs, {
    concurrency: 1,
    keyPrefix: redis.prefix,
    log,
    handlers: {
      async analyze() {
        tries++;
        if (tries === 1) await fill('1mb');
        await own.set(`${redis.prefix}kept`, 'by the handler', 'EX', 60);
        return { outcome: 'judged' };
      },
      giveUp: async () => {},
    },
  });
  try {
    const added = await Promise.all([queue.add(someJob()), queue.add(someJob())]);
    const refused = () => log.said('Redis refuses to write: the job waits');
    await until(() => refused().length > 0);
    await fill('0');
    for (const { jobId } of added) {
      await until(async () => (await queue.bullmq.getJobState(jobId)) === 'completed');
      expect(await queue.bullmq.getJob(jobId)).toMatchObject({ attemptsMade: 1 });
    }
    expect([tries, refused().length]).toEqual([3, 1]);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  } finally {
    await worker.close(0);
    await queue.close();
    jobs.disconnect();
  }
});
