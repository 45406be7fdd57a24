import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AnalysisJob, Priority } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type AnalysisQueueHandle, createAnalysisQueue } from '../analysis-queue.ts';
import { type AnalysisWorker, type AnalysisWorkerOptions, createAnalysisWorker } from '../analysis-worker.ts';
import type { JobHandlers } from '../attempt.ts';
import { openConnections, recordingLog, someJob, until } from '../fixtures/bench.ts';

const DOOMED = fileURLToPath(new URL('../fixtures/doomed-worker.ts', import.meta.url));
const LOCK_MS = 300;

let redis: TestRedis;
let queue: AnalysisQueueHandle;
const connections = openConnections(() => redis.url);
const workers: AnalysisWorker[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
});
beforeEach(() => {
  queue = createAnalysisQueue(connections.open('wait'), {
    keyPrefix: redis.prefix,
    attempts: 2,
    backoffMs: 20,
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const worker of workers.splice(0)) await worker.close(0);
  await queue.bullmq.obliterate({ force: true });
  await queue.close();
  connections.close();
  for (const key of (await redis.keys()).keys()) await redis.client.del(key);
});
afterAll(() => redis.close());

const jobOf = (tenant: string, priority: Priority = 'live') => ({ ...someJob(), tenant, priority });
const judged = async () => ({ outcome: 'judged' }) as const;
const stateIs = (jobId: string, state: string) =>
  until(async () => (await queue.bullmq.getJobState(jobId)) === state);

/** Keys of slots and lines that still hold anything. */
const leftovers = async (): Promise<string[]> =>
  [...(await redis.keys()).keys()].filter((key) => /:lane:|:lanes:parked/.test(key));

/** What runs, as those see it who do the work. */
function watch() {
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  return {
    most: (name: string) => most.get(name) ?? 0,
    running: (name: string) => running.get(name) ?? 0,
    async during<T>(name: string, work: () => Promise<T>): Promise<T> {
      const now = (running.get(name) ?? 0) + 1;
      running.set(name, now);
      most.set(name, Math.max(now, most.get(name) ?? 0));
      try {
        return await work();
      } finally {
        running.set(name, (running.get(name) ?? 0) - 1);
      }
    },
  };
}

function openWorker(analyze: JobHandlers['analyze'], options: Partial<AnalysisWorkerOptions> = {}) {
  const log = recordingLog();
  const worker = createAnalysisWorker(connections.open('wait'), {
    concurrency: 5,
    lockMs: 5000,
    tenantConcurrency: 2,
    keyPrefix: redis.prefix,
    log,
    handlers: { analyze, giveUp: async () => {} },
    ...options,
  });
  workers.push(worker);
  return { worker, log };
}

const doneCount = () => queue.bullmq.getJobCountByTypes('completed');

test('three workers together never run more of a tenant than its cap, lose none, and keep no slot', async () => {
  const seen = watch();
  for (let n = 0; n < 3; n++)
    openWorker(({ tenant }) => seen.during(tenant, () => pause(5 + Math.random() * 10).then(judged)));
  const jobs = Array.from({ length: 120 }, (_, n) => jobOf(n % 4 === 0 ? 'b' : 'a'));
  const added = await Promise.all(jobs.map((job) => queue.add(job)));
  await until(async () => (await doneCount()) === 120, 20_000);
  expect([seen.most('a'), seen.most('b')]).toEqual([2, 2]);
  for (const { jobId } of added)
    expect(await queue.bullmq.getJob(jobId)).toMatchObject({ attemptsMade: 1, stalledCounter: 0 });
  await until(async () => (await leftovers()).length === 0);
}, 30_000);

test('a tenant whose many wait keeps no worker from another tenant, and they do not go round', async () => {
  let starts = 0;
  openWorker(async ({ tenant }) => {
    if (tenant === 'a') await pause(30);
    starts++;
    return judged();
  });
  for (let n = 0; n < 200; n++) await queue.add(jobOf('a'));
  await until(async () => (await queue.bullmq.getDelayedCount()) > 150);
  const waits: number[] = [];
  for (let n = 0; n < 10; n++) {
    const from = Date.now();
    const { jobId } = await queue.add(jobOf('b'));
    await stateIs(jobId, 'completed');
    waits.push(Date.now() - from);
  }
  expect(waits.toSorted((x, y) => x - y)[5]).toBeLessThan(30);
  await until(async () => (await doneCount()) === 210, 20_000);
  const [first] = await queue.bullmq.getJobs(['completed'], 0, 0);
  expect(first?.attemptsStarted).toBeLessThanOrEqual(3);
  expect(starts).toBe(210);
}, 30_000);

test('those of one tenant are let out in the order of their arrival, the better class first', async () => {
  const taken: AnalysisJob[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  openWorker(
    async (job) => {
      taken.push(job);
      if (taken.length === 1) await gate;
      return judged();
    },
    { tenantConcurrency: 1 },
  );
  const jobs = [jobOf('a'), jobOf('a', 'economy'), jobOf('a'), jobOf('a', 'warm'), jobOf('a')];
  for (const job of jobs) {
    await queue.add(job);
    await pause(20);
  }
  await until(async () => (await queue.bullmq.getDelayedCount()) === 4);
  open();
  await until(() => taken.length === 5);
  expect(taken.map((it) => jobs.findIndex((job) => job.fingerprint === it.fingerprint))).toEqual([
    0, 2, 4, 1, 3,
  ]);
});

describe('a slot comes free', () => {
  /** One slot, so that the second job tells. */
  const one = { tenantConcurrency: 1, concurrency: 2, lockMs: LOCK_MS, stalledCheckMs: 100 };

  test.each([
    ['has failed for good', () => new Failure('photo-unreadable', 'no')],
    ['will be tried again', () => new Failure('provider-unavailable', 'down')],
    ['is told to slow down', () => new Failure('provider-rate-limited', 'slow', { retryAfterMs: 50 })],
  ])('when its job %s', async (_how, errorOf) => {
    let thrown = false;
    openWorker(async () => {
      if (thrown) return judged();
      thrown = true;
      throw errorOf();
    }, one);
    const first = await queue.add(jobOf('a'));
    const { jobId } = await queue.add(jobOf('a'));
    await stateIs(jobId, 'completed');
    await until(async () => ['completed', 'failed'].includes(await queue.bullmq.getJobState(first.jobId)));
    await until(async () => (await leftovers()).length === 0);
  });

  test('when its job is handed back', async () => {
    const { worker } = openWorker(() => new Promise(() => {}), one);
    const { jobId } = await queue.add(jobOf('a'));
    await stateIs(jobId, 'active');
    await worker.close(0);
    expect(await leftovers()).toEqual([]);
    openWorker(judged, one);
    await stateIs(jobId, 'completed');
  });

  test('when its worker was killed, and the job that is taken over keeps it', async () => {
    const { jobId } = await queue.add(jobOf('a'));
    const child = spawn(process.execPath, [DOOMED, redis.url, redis.prefix, `${LOCK_MS}`, '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout!, 'data');
    const seen = watch();
    openWorker(({ tenant }) => seen.during(tenant, judged), one);
    const second = await queue.add(jobOf('a'));
    await stateIs(second.jobId, 'delayed');
    child.kill('SIGKILL');
    await stateIs(jobId, 'completed');
    await stateIs(second.jobId, 'completed');
    expect(seen.most('a')).toBe(1);
    await until(async () => (await leftovers()).length === 0);
  });

  test('when its job was taken over too often', async () => {
    const { jobId } = await queue.add(jobOf('a'));
    const child = spawn(process.execPath, [DOOMED, redis.url, redis.prefix, `${LOCK_MS}`, '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout!, 'data');
    child.kill('SIGKILL');
    openWorker(judged, { ...one, maxTakeovers: 0 });
    await stateIs(jobId, 'failed');
    expect(await leftovers()).toEqual([]);
  });

  test('when nobody is left to give it back, and its line goes on', async () => {
    openWorker(() => new Promise(() => {}), one);
    const { jobId } = await queue.add(jobOf('a'));
    await stateIs(jobId, 'active');
    const second = await queue.add(jobOf('a'));
    await stateIs(second.jobId, 'delayed');
    // As when it has run out: its worker and its job both went without a word.
    await redis.client.del(`{${redis.prefix}jmj}:lane:tenant:a:slots`);
    await stateIs(second.jobId, 'active');
  });

  test('but not by a worker that has lost its job to another', async () => {
    const { worker } = openWorker(() => new Promise(() => {}), one);
    const { jobId } = await queue.add(jobOf('a'));
    await stateIs(jobId, 'active');
    await redis.client.set(`${queue.bullmq.toKey(jobId)}:lock`, 'somebody else', 'PX', 60_000);
    await pause(2 * LOCK_MS);
    await worker.close(0);
    expect(await redis.client.zrange(`{${redis.prefix}jmj}:lane:tenant:a:slots`, '0', '-1')).toEqual([jobId]);
  });
});

test('a slot lasts as long as its job, however long that is', async () => {
  const seen = watch();
  openWorker(({ tenant }) => seen.during(tenant, () => pause(1500).then(judged)), {
    tenantConcurrency: 1,
    lockMs: LOCK_MS,
    stalledCheckMs: 100,
  });
  await queue.add(jobOf('a'));
  await queue.add(jobOf('a'));
  await until(async () => (await doneCount()) === 2);
  expect(seen.most('a')).toBe(1);
});

test('a job removed while it waits for a slot keeps nobody from getting it', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  openWorker(() => gate.then(judged), { tenantConcurrency: 1 });
  await queue.add(jobOf('a'));
  const second = await queue.add(jobOf('a'));
  await stateIs(second.jobId, 'delayed');
  const third = await queue.add(jobOf('a'));
  await stateIs(third.jobId, 'delayed');
  await (await queue.bullmq.getJob(second.jobId))?.remove();
  open();
  await stateIs(third.jobId, 'completed');
});

describe('patient jobs', () => {
  test('leave room for those that somebody waits for, also when there is nothing else to do', async () => {
    const seen = watch();
    const options = { concurrency: 5, tenantConcurrency: 0, patientShare: 60 };
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    for (let n = 0; n < 2; n++) {
      openWorker(async ({ priority = 'live' }) => {
        if (priority === 'live') return judged();
        return seen.during('patient', () => gate.then(judged));
      }, options);
    }
    await until(async () => (await redis.client.zcard(`{${redis.prefix}jmj}:fleet`)) === 2);
    for (let n = 0; n < 20; n++) await queue.add(jobOf(`t${n}`, n % 2 ? 'economy' : 'warm'));
    await until(async () => (await queue.bullmq.getDelayedCount()) === 14);
    const from = Date.now();
    await stateIs((await queue.add(jobOf('x'))).jobId, 'completed');
    expect(Date.now() - from).toBeLessThan(500);
    open();
    await until(async () => (await doneCount()) === 21);
    expect(seen.most('patient')).toBe(6);
    await until(async () => (await leftovers()).length === 0);
  });

  test('go on in a fleet of one slot', async () => {
    openWorker(judged, { concurrency: 1, tenantConcurrency: 0 });
    for (let n = 0; n < 5; n++) await queue.add(jobOf('a', 'economy'));
    await until(async () => (await doneCount()) === 5);
  });

  test('that wait for a slot need none any more when somebody asks for them interactively', async () => {
    const taken: AnalysisJob[] = [];
    openWorker(
      (job) => {
        taken.push(job);
        return new Promise(() => {});
      },
      { concurrency: 5, tenantConcurrency: 0, patientShare: 20 },
    );
    await queue.add(jobOf('a', 'economy'));
    const second = jobOf('a', 'economy');
    const { jobId } = await queue.add(second);
    await stateIs(jobId, 'delayed');
    await queue.add({ ...second, priority: 'live' });
    await until(() => taken.length === 2);
    expect(taken[1]).toMatchObject({ priority: 'live' });
  });
});

test('who joins a job that waits for a slot of another tenant does not wait for it', async () => {
  const taken: AnalysisJob[] = [];
  openWorker(
    (job) => {
      taken.push(job);
      return new Promise(() => {});
    },
    { tenantConcurrency: 1 },
  );
  await queue.add(jobOf('a'));
  const second = jobOf('a');
  const { jobId } = await queue.add(second);
  await stateIs(jobId, 'delayed');
  expect(await queue.add({ ...second, tenant: 'b' })).toEqual({ jobId, joined: true });
  await until(() => taken.length === 2);
  expect(taken[1]).toMatchObject({ tenant: 'a', lane: 'b' });
});
