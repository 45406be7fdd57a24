import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type AnalysisQueueHandle, createAnalysisQueue } from './analysis-queue.ts';
import { type AnalysisWorker, createAnalysisWorker } from './analysis-worker.ts';
import type { JobHandlers } from './attempt.ts';
import { openConnections, recordingLog, someJob, until } from './fixtures/bench.ts';

const DOOMED = fileURLToPath(new URL('./fixtures/doomed-worker.ts', import.meta.url));
const LOCK_MS = 300;

let redis: TestRedis;
let queue: AnalysisQueueHandle;
const connections = openConnections(() => redis.url);
const workers: AnalysisWorker[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
  queue = createAnalysisQueue(connections.open('wait'), { keyPrefix: redis.prefix, attempts: 1 });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const worker of workers.splice(0)) await worker.close(0);
  await queue.bullmq.obliterate({ force: true });
});
afterAll(async () => {
  await queue.close();
  connections.close();
  await redis.close();
});

/** A worker in another process, which has taken the job when this resolves. */
async function doomedWorker(jobId: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [DOOMED, redis.url, redis.prefix, `${LOCK_MS}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(child.stdout!, 'data');
  expect(`${line}`.trim()).toBe(`taken ${jobId}`);
  return child;
}

function openWorker(analyze: JobHandlers['analyze'], maxTakeovers = 2) {
  const log = recordingLog();
  const givenUp: { jobId: string; error: unknown; stillHeld: boolean }[] = [];
  const connection = connections.open('wait');
  const worker = createAnalysisWorker(connection, {
    concurrency: 1,
    lockMs: LOCK_MS,
    stalledCheckMs: 100,
    maxTakeovers,
    keyPrefix: redis.prefix,
    log,
    handlers: {
      analyze,
      async giveUp({ fingerprint }, jobId, error) {
        const holder = await queue.bullmq.getDeduplicationJobId(fingerprint);
        givenUp.push({ jobId, error, stillHeld: holder === jobId });
      },
    },
  });
  workers.push(worker);
  return { worker, log, givenUp, connection };
}

const judged = async () => ({ outcome: 'judged' }) as const;

test('a job whose worker is killed is finished by another, and no attempt is lost', async () => {
  const { jobId } = await queue.add(someJob());
  const child = await doomedWorker(jobId);
  child.kill('SIGKILL');
  const { log, givenUp } = openWorker(judged);
  await until(async () => (await queue.bullmq.getJobState(jobId)) === 'completed');
  expect(await queue.bullmq.getJob(jobId)).toMatchObject({ stalledCounter: 1, attemptsMade: 1 });
  expect(log.said('took over a job whose worker went away')).toMatchObject([{ fields: { jobId } }]);
  expect(givenUp).toEqual([]);
});

test('a job that was taken over too often is given up once, before its fingerprint is free', async () => {
  const job = someJob();
  const { jobId } = await queue.add(job);
  const child = await doomedWorker(jobId);
  child.kill('SIGKILL');
  let asked = 0;
  const { givenUp } = openWorker(async () => {
    asked++;
    return judged();
  }, 0);
  await until(async () => (await queue.bullmq.getJobState(jobId)) === 'failed');
  expect(asked).toBe(0);
  expect(givenUp).toMatchObject([{ jobId, error: { code: 'worker-lost' }, stillHeld: true }]);
  expect((await queue.bullmq.getJob(jobId))?.failedReason).toMatch(/^worker-lost: /);
  expect((await queue.add(job)).joined).toBe(false);
});

test('a worker that has lost its lock stops, says so, and leaves the job to the other', async () => {
  const { jobId } = await queue.add(someJob());
  let reason: unknown;
  const loser = openWorker(
    (_job, { signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          reject(signal.reason);
        }),
      ),
  );
  await until(async () => (await queue.bullmq.getJobState(jobId)) === 'active');
  await redis.client.set(`${queue.bullmq.toKey(jobId)}:lock`, 'somebody else', 'PX', 60_000);
  await until(() => loser.log.said('lost the lock of jobs').length > 0);
  await until(() => reason !== undefined);
  await loser.worker.close(1000);
  expect(loser.givenUp).toEqual([]);
  expect(await queue.bullmq.getJobState(jobId)).toBe('active');
  expect(await redis.client.get(`${queue.bullmq.toKey(jobId)}:lock`)).toBe('somebody else');
});

test('a worker closes after its grace while Redis is away', async () => {
  if (!redis.server) return;
  const { jobId } = await queue.add(someJob());
  const { worker, connection } = openWorker(() => new Promise(() => {}));
  await until(async () => (await queue.bullmq.getJobState(jobId)) === 'active');
  await redis.server.stop();
  await until(() => connection.status !== 'ready');
  const from = Date.now();
  await worker.close(100);
  expect(Date.now() - from).toBeLessThan(1000);
  await redis.server.start();
});
