import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createAnalysisQueue } from './analysis-queue.ts';
import { createAnalysisWorker } from './analysis-worker.ts';
import { readyWithin } from './connect.ts';
import { BAND } from './fairness/bands.ts';
import { openConnections, recordingLog, someJob, until } from './fixtures/bench.ts';

let redis: TestRedis;
const connections = openConnections(() => redis.url);
beforeAll(async () => {
  redis = await startTestRedis();
});
afterEach(() => connections.close());
afterAll(() => redis.close());

async function openQueue(options: { attempts?: number } = {}) {
  const connection = connections.open('fail');
  await readyWithin(connection, 5000);
  return createAnalysisQueue(connection, { keyPrefix: redis.prefix, ...options });
}

function openWorker(analyze: () => Promise<{ outcome: 'judged' }>) {
  return createAnalysisWorker(connections.open('wait'), {
    concurrency: 1,
    handlers: { analyze, giveUp: async () => {} },
    log: recordingLog(),
    keyPrefix: redis.prefix,
  });
}

test('of 200 adds of one fingerprint at the same time one makes the job, and the rest join it', async () => {
  const queue = await openQueue();
  const job = someJob();
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => queue.add({ ...job, analysisId: `a${n}` })),
  );
  expect(new Set(answers.map((it) => it.jobId)).size).toBe(1);
  expect(answers.filter((it) => !it.joined)).toHaveLength(1);
  expect(await queue.counts()).toEqual({ waiting: 1, active: 0, delayed: 0, failed: 0 });
  await queue.bullmq.obliterate();
  await queue.close();
});

test('other fingerprints make jobs of their own', async () => {
  const queue = await openQueue();
  const answers = await Promise.all([queue.add(someJob()), queue.add(someJob())]);
  expect(answers.map((it) => it.joined)).toEqual([false, false]);
  expect((await queue.counts()).waiting).toBe(2);
  await queue.bullmq.obliterate();
  await queue.close();
});

test.each(['completed', 'failed'] as const)(
  'after a job has %s the next add makes a new one',
  async (how) => {
    const queue = await openQueue({ attempts: 1 });
    const job = someJob();
    const first = await queue.add(job);
    const worker = openWorker(async () => {
      if (how === 'failed') throw new Error('no');
      return { outcome: 'judged' };
    });
    await until(async () => (await queue.bullmq.getJobState(first.jobId)) === how);
    await worker.close(0);
    const second = await queue.add(job);
    expect(second.joined).toBe(false);
    expect(second.jobId).not.toBe(first.jobId);
    await queue.bullmq.obliterate({ force: true });
    await queue.close();
  },
);

test('a job keeps references only, and finished jobs are kept for a while only', async () => {
  const queue = await openQueue();
  const job = someJob();
  const { jobId } = await queue.add({ ...job, critique: 'SECRET' } as typeof job);
  const stored = await queue.bullmq.getJob(jobId);
  expect(stored?.data).toEqual(job);
  expect(stored?.opts).toMatchObject({
    attempts: 12,
    backoff: { type: 'growing', delay: 500 },
    removeOnComplete: { age: 3600, count: 1000 },
    removeOnFail: { age: 86_400, count: 1000 },
  });
  await queue.bullmq.obliterate();
  await queue.close();
});

test('a job that is not one is refused before it is queued', async () => {
  const queue = await openQueue();
  await expect(queue.add({ ...someJob(), tone: 'gentle' as 'roast' })).rejects.toThrow('tone');
  expect((await queue.counts()).waiting).toBe(0);
  await queue.close();
});

test('while Redis is away an add fails at once, and works again when it is back', async () => {
  if (!redis.server) return;
  const queue = await openQueue();
  await queue.add(someJob());
  await redis.server.stop();
  const from = Date.now();
  await expect(queue.add(someJob())).rejects.toThrow();
  await expect(queue.counts()).rejects.toThrow();
  expect(Date.now() - from).toBeLessThan(1000);
  await redis.server.start();
  await until(() =>
    queue.add(someJob()).then(
      () => true,
      () => false,
    ),
  );
  await queue.close();
});

test('a queue that is opened while Redis is away fails at once, and works when it comes', async () => {
  if (!redis.server) return;
  await redis.server.stop();
  const queue = createAnalysisQueue(connections.open('fail'), { keyPrefix: redis.prefix });
  const from = Date.now();
  await expect(queue.add(someJob())).rejects.toThrow();
  expect(Date.now() - from).toBeLessThan(1000);
  await redis.server.start();
  await until(() =>
    queue.add(someJob()).then(
      () => true,
      () => false,
    ),
  );
  await queue.close();
});

test('a Redis that has stopped answering is given up after the command timeout', async () => {
  if (!redis.server) return;
  const queue = await openQueue();
  const pid = Number(/process_id:(\d+)/.exec(await redis.client.info('server'))?.[1]);
  process.kill(pid, 'SIGSTOP');
  const from = Date.now();
  try {
    await expect(queue.add(someJob())).rejects.toThrow(/timed out|isn't writeable/);
    expect(Date.now() - from).toBeLessThan(3500);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await queue.close();
});

test('BullMQ has nothing to complain about: neither the connection nor the eviction policy', async () => {
  const complaints: unknown[] = [];
  const { warn, error } = console;
  const note = (...args: unknown[]) => void complaints.push(args);
  Object.assign(console, { warn: note, error: note });
  try {
    const queue = await openQueue();
    const worker = openWorker(async () => ({ outcome: 'judged' }));
    const { jobId } = await queue.add(someJob());
    await until(async () => (await queue.bullmq.getJobState(jobId)) === 'completed');
    await worker.close(0);
    await queue.bullmq.obliterate({ force: true });
    await queue.close();
  } finally {
    Object.assign(console, { warn, error });
  }
  expect(complaints).toEqual([]);
});

describe('a warm-up', () => {
  const warm = () => ({ ...someJob(), priority: 'warm' as const });

  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  async function openClean() {
    const queue = await openQueue();
    undo.push(async () => {
      await queue.bullmq.obliterate({ force: true });
      await queue.close();
    });
    return queue;
  }

  /** A worker with one slot, and the fingerprints in the order in which it took them. */
  function openOneLane() {
    const taken: string[] = [];
    const worker = createAnalysisWorker(connections.open('wait'), {
      concurrency: 1,
      handlers: {
        analyze: async ({ fingerprint }) => {
          taken.push(fingerprint);
          return { outcome: 'judged' };
        },
        giveUp: async () => {},
      },
      log: recordingLog(),
      keyPrefix: redis.prefix,
    });
    undo.push(() => worker.close(0));
    return taken;
  }

  test('goes behind all that is live, also behind what comes later; each in the order of its arrival', async () => {
    const queue = await openClean();
    const [w1, l1, w2, l2] = [warm(), someJob(), warm(), someJob()];
    for (const job of [w1, l1, w2, l2]) await queue.add(job);
    expect((await queue.counts()).waiting).toBe(4);
    const taken = openOneLane();
    await until(() => taken.length === 4);
    expect(taken).toEqual([l1, l2, w1, w2].map((it) => it.fingerprint));
  });

  test('that waits is moved forward by the first who asks for it live, behind those who asked before', async () => {
    const queue = await openClean();
    const [w1, w2, live] = [warm(), warm(), someJob()];
    for (const job of [w1, w2, live]) await queue.add(job);
    const joins = await Promise.all(
      Array.from({ length: 20 }, (_, n) => queue.add({ ...w2, priority: undefined, analysisId: `live${n}` })),
    );
    expect(joins.every((it) => it.joined)).toBe(true);
    expect((await queue.counts()).waiting).toBe(3);
    const taken = openOneLane();
    await until(() => taken.length === 3);
    expect(taken).toEqual([live, w2, w1].map((it) => it.fingerprint));
  });

  test('that joins a live job leaves it where it is', async () => {
    const queue = await openClean();
    const [first, second] = [someJob(), someJob()];
    await queue.add(first);
    await queue.add(second);
    expect((await queue.add({ ...first, priority: 'warm' })).joined).toBe(true);
    const taken = openOneLane();
    await until(() => taken.length === 2);
    expect(taken).toEqual([first.fingerprint, second.fingerprint]);
  });

  test('that was moved forward keeps its new place when it is tried again', async () => {
    const queue = await openClean();
    const job = warm();
    const { jobId } = await queue.add(job);
    await queue.add({ ...job, priority: undefined });
    const held = await queue.bullmq.getJob(jobId);
    expect(held?.data.priority).toBe('live');
    expect(held?.priority).toBeLessThan(BAND);
    expect(await queue.waitingByClass()).toEqual({ live: 1, economy: 0, warm: 0 });
  });
});
