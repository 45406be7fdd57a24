import { setTimeout as pause } from 'node:timers/promises';
import type { AnalysisJob } from '@jmj/contracts';
import { Failure, Held } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type AnalysisQueueHandle, createAnalysisQueue } from './analysis-queue.ts';
import { type AnalysisWorker, type AnalysisWorkerOptions, createAnalysisWorker } from './analysis-worker.ts';
import type { JobContext, JobHandlers } from './attempt.ts';
import { everythingStored, openConnections, recordingLog, someJob, until } from './fixtures/bench.ts';

let redis: TestRedis;
let queue: AnalysisQueueHandle;
const connections = openConnections(() => redis.url);
const workers: AnalysisWorker[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(async () => {
  queue = createAnalysisQueue(connections.open('wait'), {
    keyPrefix: redis.prefix,
    attempts: 3,
    backoffMs: 20,
  });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close(0);
  await queue.bullmq.obliterate({ force: true });
  await queue.close();
  connections.close();
});
afterAll(() => redis.close());

type Analyze = JobHandlers['analyze'];

/** A worker whose handlers note what they are asked. */
function openWorker(analyze: Analyze, options: Partial<AnalysisWorkerOptions> = {}) {
  const log = recordingLog();
  const asked: { job: AnalysisJob; context: JobContext }[] = [];
  const givenUp: { fingerprint: string; jobId: string; error: unknown; stillHeld: boolean }[] = [];
  const worker = createAnalysisWorker(connections.open('wait'), {
    concurrency: 5,
    keyPrefix: redis.prefix,
    log,
    handlers: {
      analyze(job, context) {
        asked.push({ job, context });
        return analyze(job, context);
      },
      async giveUp({ fingerprint }, jobId, error) {
        const holder = await queue.bullmq.getDeduplicationJobId(fingerprint);
        givenUp.push({ fingerprint, jobId, error, stillHeld: holder === jobId });
      },
    },
    ...options,
  });
  workers.push(worker);
  return { worker, log, asked, givenUp };
}

const refused = new Failure('provider-rate-limited', 'no room');
const judged = async () => ({ outcome: 'judged', source: 'local' }) as const;
const forever = () => new Promise<never>(() => {});
const stateIs = (jobId: string, state: string) =>
  until(async () => (await queue.bullmq.getJobState(jobId)) === state);

test('a job reaches the handler as it was added, and only references to its outcome are kept', async () => {
  const { asked, log } = openWorker(async (_job, { progress }) => {
    await progress('judging');
    return judged();
  });
  const job = someJob();
  const { jobId } = await queue.add(job);
  await stateIs(jobId, 'completed');
  expect(asked.map((it) => it.job)).toEqual([job]);
  expect(asked[0]!.context.jobId).toBe(jobId);
  const stored = await queue.bullmq.getJob(jobId);
  expect(stored?.returnvalue).toEqual({ outcome: 'judged', source: 'local' });
  expect(stored?.progress).toEqual({ stage: 'judging' });
  await until(() => log.said('analysis done').length === 1);
  expect(log.said('analysis done')[0]!.fields).toMatchObject({ jobId, fingerprint: job.fingerprint });
});

test('an error that may pass is tried again with growing pauses, then given up once, before the fingerprint is free', async () => {
  const times: number[] = [];
  const { givenUp } = openWorker(async () => {
    times.push(Date.now());
    throw new Failure('provider-unavailable', 'down');
  });
  const job = someJob();
  const { jobId } = await queue.add(job);
  await stateIs(jobId, 'failed');
  expect(times).toHaveLength(3);
  // 20 ms and 40 ms, each with up to half of it taken off
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(10);
  expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(20);
  expect(givenUp).toMatchObject([
    { fingerprint: job.fingerprint, jobId, error: { code: 'provider-unavailable' }, stillHeld: true },
  ]);
  expect(await queue.bullmq.getDeduplicationJobId(job.fingerprint)).toBeNull();
});

test('an error that passes leaves nobody given up', async () => {
  let tries = 0;
  const { givenUp } = openWorker(async () => {
    if (++tries < 3) throw new Failure('provider-timeout', 'slow');
    return judged();
  });
  await stateIs((await queue.add(someJob())).jobId, 'completed');
  expect(tries).toBe(3);
  expect(givenUp).toEqual([]);
});

test('an error that lasts is given up at once', async () => {
  const { asked, givenUp } = openWorker(async () => {
    throw new Failure('photo-unreadable', 'not a photo');
  });
  const { jobId } = await queue.add(someJob());
  await stateIs(jobId, 'failed');
  expect(asked).toHaveLength(1);
  expect(givenUp).toMatchObject([{ jobId, error: { code: 'photo-unreadable' }, stillHeld: true }]);
});

test('a job whose payload is not understood is tried again, for a newer worker, and then given up', async () => {
  const { asked, givenUp } = openWorker(judged);
  const job = { ...someJob(), tone: 'gentle' };
  const { id } = await queue.bullmq.add('analyze', job as never, { deduplication: { id: job.fingerprint } });
  await stateIs(id!, 'failed');
  expect(asked).toEqual([]);
  expect(givenUp).toMatchObject([{ fingerprint: job.fingerprint, stillHeld: true }]);
});

test('giving up is tried again when it fails', async () => {
  let tries = 0;
  const { log } = openWorker(judged, {
    handlers: {
      analyze: async () => {
        throw new Failure('provider-refused', 'no');
      },
      giveUp: async () => {
        if (++tries < 3) throw new Error('Redis is busy');
      },
    },
  });
  await stateIs((await queue.add(someJob())).jobId, 'failed');
  expect(tries).toBe(3);
  expect(log.said('could not tell those who wait')).toHaveLength(2);
});

test('the message of an unexpected error is logged, and stays out of Redis', async () => {
  const { log } = openWorker(async () => {
    throw new TypeError('unexpected token in "a critique with MARKER-7731"');
  });
  const { jobId } = await queue.add(someJob());
  await stateIs(jobId, 'failed');
  const stored = await queue.bullmq.getJob(jobId);
  expect(stored?.failedReason).toBe('internal: Something went wrong on our side');
  expect(stored?.stacktrace?.[0]).toContain('analysis-worker.test.ts');
  expect(await everythingStored(redis)).not.toContain('MARKER-7731');
  expect(log.said('unexpected error')[0]!.fields.err).toBeInstanceOf(TypeError);
});

test('a provider that names a pause gets it, and the attempt does not count', async () => {
  let refusals = 4; // more than there are attempts
  const times: number[] = [];
  const { givenUp } = openWorker(async () => {
    times.push(Date.now());
    if (refusals-- > 0) throw new Failure('provider-rate-limited', 'slow down', { retryAfterMs: 100.5 });
    return judged();
  });
  const { jobId } = await queue.add(someJob());
  await stateIs(jobId, 'completed');
  expect(times).toHaveLength(5);
  for (let n = 1; n < times.length; n++) expect(times[n]! - times[n - 1]!).toBeGreaterThanOrEqual(95);
  expect((await queue.bullmq.getJob(jobId))?.attemptsMade).toBe(1);
  expect(givenUp).toEqual([]);
});

test('who waits for a provider does not stop the others', async () => {
  const done: string[] = [];
  openWorker(async ({ model, fingerprint }) => {
    if (model === 'busy') throw new Held({ ms: 60_000, why: 'busy', code: 'provider-rate-limited' }, refused);
    done.push(fingerprint);
    return judged();
  });
  const waiting = await queue.add({ ...someJob(), model: 'busy' });
  await stateIs(waiting.jobId, 'delayed');
  const other = await queue.add(someJob());
  await stateIs(other.jobId, 'completed');
  expect(done).toHaveLength(1);
});

test('a wait that would make a job too old ends it, and those who wait are told', async () => {
  const ms = 23 * 3_600_000 + 1;
  const { asked, givenUp } = openWorker(async () => {
    throw new Held({ ms, why: 'down', code: 'provider-unavailable' }, refused);
  });
  const { jobId } = await queue.add(someJob());
  await stateIs(jobId, 'failed');
  expect(asked).toHaveLength(1);
  expect(givenUp).toMatchObject([{ jobId, error: { code: 'provider-rate-limited' } }]);
});

test('a job that is begun again knows it', async () => {
  const again: boolean[] = [];
  openWorker(async (_job, context) => {
    again.push(context.again);
    if (again.length < 3) throw new Held({ ms: 20, why: 'down', code: 'provider-unavailable' }, refused);
    return judged();
  });
  await stateIs((await queue.add(someJob())).jobId, 'completed');
  expect(again).toEqual([false, true, true]);
});

test('a rate limit without a named pause is an attempt like any other', async () => {
  const { asked } = openWorker(async () => {
    throw new Failure('provider-rate-limited', 'slow down');
  });
  await stateIs((await queue.add(someJob())).jobId, 'failed');
  expect(asked).toHaveLength(3);
});

test('closing waits for what is running, within the grace', async () => {
  const { worker, asked } = openWorker(async () => {
    await pause(200);
    return judged();
  });
  const { jobId } = await queue.add(someJob());
  await until(() => asked.length === 1);
  await worker.close(5000);
  expect(await queue.bullmq.getJobState(jobId)).toBe('completed');
});

test('after the grace a job is handed back: another worker finishes it, no attempt is lost, its fingerprint stays held', async () => {
  const first = openWorker(forever);
  const job = someJob();
  const { jobId } = await queue.add(job);
  await until(() => first.asked.length === 1);
  const from = Date.now();
  await first.worker.close(50);
  expect(Date.now() - from).toBeLessThan(2000);
  expect(first.asked[0]!.context.signal.aborted).toBe(true);
  expect(await queue.bullmq.getJobState(jobId)).toBe('prioritized');
  expect(await queue.add(job)).toEqual({ jobId, joined: true });

  const second = openWorker(judged);
  await stateIs(jobId, 'completed');
  expect(second.asked.map((it) => it.context.jobId)).toEqual([jobId]);
  expect(await queue.bullmq.getJob(jobId)).toMatchObject({ attemptsMade: 1, stalledCounter: 0 });
  expect([...first.givenUp, ...second.givenUp]).toEqual([]);
});

test('a handler that ends when it is told to stop is not waited for', async () => {
  const { worker, asked } = openWorker(
    (_job, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  const { jobId } = await queue.add(someJob());
  await until(() => asked.length === 1);
  const from = Date.now();
  await worker.close(20);
  expect(Date.now() - from).toBeLessThan(800);
  expect(await queue.bullmq.getJobState(jobId)).toBe('prioritized');
});

test('a handler that still finishes after it was told to stop has finished', async () => {
  const { worker, asked } = openWorker(async () => {
    await pause(300);
    return judged();
  });
  const { jobId } = await queue.add(someJob());
  await until(() => asked.length === 1);
  await worker.close(20);
  expect(await queue.bullmq.getJobState(jobId)).toBe('completed');
});

test('a worker without jobs closes at once', async () => {
  const { worker } = openWorker(judged);
  await pause(50);
  const from = Date.now();
  await worker.close(30_000);
  expect(Date.now() - from).toBeLessThan(1000);
});
