import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type AnalysisQueueHandle, createAnalysisQueue } from './analysis-queue.ts';
import { openConnections, someJob, until } from './fixtures/bench.ts';

const POISONED = fileURLToPath(new URL('./fixtures/poisoned-worker.ts', import.meta.url));
const LOCK_MS = 400;

let redis: TestRedis;
let queue: AnalysisQueueHandle;
const connections = openConnections(() => redis.url);

beforeAll(async () => {
  redis = await startTestRedis();
  queue = createAnalysisQueue(connections.open('wait'), { keyPrefix: redis.prefix });
});
afterAll(async () => {
  await queue.close();
  connections.close();
  await redis.close();
});

test('a photo that kills each worker kills two; workers come back, and the photos beside it are judged', async () => {
  const poison = someJob();
  const others = Array.from({ length: 6 }, () => someJob());
  const { jobId } = await queue.add(poison);
  const ids = await Promise.all(others.map(async (job) => (await queue.add(job)).jobId));

  const deaths: (NodeJS.Signals | null)[] = [];
  let said = '';
  let child: ChildProcess | undefined;
  let isOver = false;
  const keepOneUp = () => {
    if (isOver) return;
    child = spawn(process.execPath, [POISONED, redis.url, redis.prefix, `${LOCK_MS}`, poison.photo.sha256], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout?.on('data', (text) => {
      said += text;
    });
    child.once('exit', (_code, signal) => {
      if (!isOver) deaths.push(signal);
      keepOneUp();
    });
  };
  keepOneUp();
  try {
    await until(async () => (await queue.bullmq.getJobState(jobId)) === 'failed', 60_000);
    for (const id of ids)
      await until(async () => (await queue.bullmq.getJobState(id)) === 'completed', 20_000);
  } finally {
    isOver = true;
    child?.kill('SIGKILL');
  }
  expect(deaths).toEqual(['SIGABRT', 'SIGABRT']);
  expect(said).toBe(`gave up ${poison.photo.sha256} photo-quarantined\n`);
  expect((await queue.bullmq.getJob(jobId))?.failedReason).toMatch(/^photo-quarantined: /);
}, 90_000);
