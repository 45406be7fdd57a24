import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createAnalysisQueue } from '../analysis-queue.ts';
import { createAnalysisWorker } from '../analysis-worker.ts';
import { openConnections, recordingLog, someJob, until } from '../fixtures/bench.ts';
import { createErasures } from './erasures.ts';
import { createErasableJobs } from './jobs.ts';

const ULLA = 'a'.repeat(64);
const OTTO = 'b'.repeat(64);
const DAY_MS = 86_400_000;

let redis: TestRedis;
const connections = openConnections(() => redis.url);
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(async () => {
  connections.close();
  await redis.close();
});

function open() {
  const queue = createAnalysisQueue(connections.open('wait'), { keyPrefix: redis.prefix });
  const jobs = createErasableJobs(connections.open('wait'), redis.prefix);
  return { queue, jobs, close: () => Promise.all([queue.close(), jobs.close()]) };
}

test('tells whether somebody was erased within so long, by lengths of time alone', async () => {
  const erasures = createErasures(redis.client, redis.prefix);
  expect(await erasures.within(ULLA, DAY_MS)).toBe(false);
  await erasures.mark(ULLA);
  await pause(200);
  expect([await erasures.within(ULLA, 10_000), await erasures.within(ULLA, 50)]).toEqual([true, false]);
  expect(await erasures.within(OTTO, DAY_MS)).toBe(false);
});

test('a job that waits is dropped, and the next one for its fingerprint is a new one', async () => {
  const { queue, jobs, close } = open();
  const job = { ...someJob(), userHash: ULLA };
  const { jobId } = await queue.add(job);
  expect(await jobs.inFlight(job.fingerprint)).toBe(jobId);
  expect(await jobs.drop(jobId)).toBe(true);
  expect(await jobs.drop(jobId)).toBe(false);
  expect(await jobs.inFlight(job.fingerprint)).toBeUndefined();
  const next = await queue.add(job);
  expect(next.joined).toBe(false);
  await jobs.drop(next.jobId);
  await close();
});

test('one that runs is not dropped, forgets whose it was, and leaves nothing when it was for nobody', async () => {
  const { queue, jobs, close } = open();
  let finish = () => {};
  const running = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let started = 0;
  const nobodys = new Set<string>();
  const worker = createAnalysisWorker(connections.open('wait'), {
    concurrency: 2,
    keyPrefix: redis.prefix,
    log: recordingLog(),
    handlers: {
      async analyze() {
        started += 1;
        await running;
        return { outcome: 'judged' };
      },
      giveUp: async () => {},
      isErased: async (fingerprint) => nobodys.has(fingerprint),
    },
  });
  const [lone, shared] = [
    { ...someJob(), userHash: ULLA },
    { ...someJob(), userHash: ULLA },
  ];
  nobodys.add(lone.fingerprint);
  const added = [await queue.add(lone), await queue.add(shared)];
  await queue.add(shared); // BullMQ's event of it names the fingerprint
  await until(async () => started === 2);
  expect(await Promise.all(added.map(({ jobId }) => jobs.drop(jobId)))).toEqual([false, false]);
  expect(await jobs.forgetUser(ULLA, [lone.fingerprint, shared.fingerprint])).toBe(0);
  finish();
  await until(async () => (await queue.bullmq.getJobCountByTypes('active')) === 0);
  await worker.close(1000);
  expect(await queue.bullmq.getJob(added[0]!.jobId)).toBeUndefined();
  const kept = await queue.bullmq.getJob(added[1]!.jobId);
  expect(kept?.data).toEqual({ ...shared, userHash: undefined });
  const events = JSON.stringify(await redis.client.xrange(queue.bullmq.toKey('events'), '-', '+'));
  expect(events).not.toContain(shared.fingerprint);
  await close();
});

test('what a user’s jobs have left is removed, and that of others stays', async () => {
  const { queue, jobs, close } = open();
  const worker = createAnalysisWorker(connections.open('wait'), {
    concurrency: 1,
    keyPrefix: redis.prefix,
    log: recordingLog(),
    handlers: { analyze: async () => ({ outcome: 'judged' }), giveUp: async () => {} },
  });
  const hers = await queue.add({ ...someJob(), userHash: ULLA });
  const his = await queue.add({ ...someJob(), userHash: OTTO });
  await until(async () => (await (await queue.bullmq.getJob(his.jobId))?.isCompleted()) === true);
  await worker.close(1000);
  expect(await jobs.forgetUser(ULLA, [])).toBe(1);
  expect(await jobs.forgetUser(ULLA, [])).toBe(0);
  expect(await queue.bullmq.getJob(hers.jobId)).toBeUndefined();
  expect((await queue.bullmq.getJob(his.jobId))?.data.userHash).toBe(OTTO);
  await close();
});
