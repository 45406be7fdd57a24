import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectRedis, createAnalysisQueue, createBatchQueue, createFetchQueue } from '@jmj/queue';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';

const WEDGED = fileURLToPath(new URL('./fixtures/wedged-worker.ts', import.meta.url));
const STALL_MS = 1500;
const WATCHED = { WORKER_PORT: '0', WORKER_STALL_MS: `${STALL_MS}`, OPENAI_TIMEOUT_MS: '1000' };

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** The status of `/livez`; nothing when there is no answer in time. */
async function alive(address: string, path = '/livez'): Promise<number | undefined> {
  const answer = fetch(`${address}${path}`, { signal: AbortSignal.timeout(1000) });
  return answer.then(({ status }) => status).catch(() => undefined);
}

async function until(holds: () => Promise<boolean>, ms: number): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${ms} ms`);
    await pause(50);
  }
}

async function startWedged(redis: TestRedis, how: 'hangs' | 'blocks') {
  const env = { REDIS_URL: redis.url, KEY_PREFIX: redis.prefix, ...WATCHED };
  const child: ChildProcess = fork(WEDGED, [how, JSON.stringify(env)]);
  undo.push(() => child.kill('SIGKILL') && once(child, 'exit'));
  const [{ ready }] = (await once(child, 'message')) as [{ ready: string }];
  return { child, address: ready };
}

async function withJobs(count: number) {
  const redis = await startTestRedis();
  undo.push(() => redis.close());
  const connection = connectRedis(redis.url, {
    ...{ name: 'test', whenDown: 'wait', connectTimeoutMs: 1000 },
    onError: () => {},
  });
  undo.push(() => connection.disconnect());
  const queue = createAnalysisQueue(connection, { keyPrefix: redis.prefix });
  undo.push(() => queue.close());
  for (let n = 0; n < count; n++) {
    const sha256 = `${n}`.padStart(64, '0');
    await queue.add({
      ...{ fingerprint: `${sha256}:roast:fr:general:p1:m`, analysisId: sha256, tenant: 'web', tone: 'roast' },
      ...{ language: 'fr', photoType: 'general', promptRevision: 'p1', model: 'm' },
      photo: { sha256, bytes: 1, format: 'jpeg' },
    });
  }
  return { redis, connection, queue };
}

test('a worker whose handler never returns fails /livez while others wait, and ends to be started again', async () => {
  const { address, child } = await startWedged((await withJobs(2)).redis, 'hangs');
  expect(await alive(address)).toBe(200);
  expect(await alive(address, '/readyz')).toBe(200);
  await until(async () => (await alive(address)) === 503, STALL_MS + 3000);
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(1);
});

test('one that holds its only job is no reason for alarm', async () => {
  const { address } = await startWedged((await withJobs(1)).redis, 'hangs');
  await pause(STALL_MS + 1000);
  expect(await alive(address)).toBe(200);
});

test.each(['fetches', 'batches', 'overdue analyses'])(
  'one that gets no %s done is not alive',
  async (which) => {
    const { redis, connection, queue } = await withJobs(1);
    const { address } = await startWedged(redis, 'hangs');
    const options = { keyPrefix: redis.prefix };
    const fetches = createFetchQueue(connection, options);
    const batches = createBatchQueue(connection, redis.prefix);
    undo.push(fetches.close, batches.close);
    await pause(STALL_MS);
    expect(await alive(address)).toBe(200);
    if (which === 'fetches') await fetches.add('analysis-1', 'https://photos.example/1.jpg', 'live');
    else if (which === 'batches') await batches.wake('batch_1');
    else {
      const [job] = await queue.bullmq.getJobs(['active']);
      await queue.bullmq.add('late', job!.data, { delay: 10 });
    }
    await until(async () => (await alive(address)) === 503, STALL_MS + 3000);
  },
);

test('one whose event loop is blocked does not answer', async () => {
  const { address } = await startWedged((await withJobs(2)).redis, 'blocks');
  await until(async () => (await alive(address)) === undefined, 5000);
});

describe('a real worker', () => {
  let fleet: Fleet;
  const photo = (seed: number) => makePhoto({ seed, width: 64, height: 48 });

  beforeEach(async () => {
    fleet = await startFleet({
      workers: 1,
      env: { ...WATCHED, WORKER_CONCURRENCY: '1', WORKER_LOCK_MS: '1000' },
    });
    undo.push(() => fleet.close());
  });
  const ofWorker = (path?: string) => alive(fleet.workers[0]!.address, path);

  test('is alive while it is idle, and while it works off what waits', async () => {
    await pause(STALL_MS + 500);
    expect(await ofWorker()).toBe(200);
    const submitted = await Promise.all([1, 2, 3].map(async (seed) => fleet.submit(await photo(seed))));
    await fleet.ended(
      submitted.map(({ id }) => id),
      10_000,
    );
    expect(await ofWorker()).toBe(200);
    expect(await ofWorker('/elsewhere')).toBe(404);
    const metrics = await (await fetch(`${fleet.workers[0]!.address}/metrics`)).text();
    expect(metrics).toContain('jmj_worker_jobs_total{queue="analyses",outcome="done"} 3\n');
    expect(metrics).toContain('jmj_worker_jobs_running{queue="analyses"} 0\n');
    expect(metrics).toContain('jmj_worker_prepare_duration_seconds_count{outcome="done"} 3\n');
    expect(metrics).toMatch(/jmj_worker_judge_duration_seconds_count\{[^}]*outcome="done"\} 3\n/);
  });

  test('is not when Redis hangs while jobs wait; without a Redis it is not ready, but nothing is asked of it', async () => {
    const { server } = fleet.redis;
    if (!server) return;
    fleet.openai.script({ kind: 'slow', ms: 900 }, { kind: 'slow', ms: 900 });
    for (const seed of [1, 2, 3]) await fleet.submit(await photo(seed));
    await pause(500); // it has seen them wait
    process.kill(server.pid, 'SIGSTOP');
    try {
      await until(async () => (await ofWorker()) === 503, STALL_MS + 5000);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await until(async () => (await ofWorker()) === 200, 5000);
    await server.stop();
    await until(async () => (await ofWorker('/readyz')) === 503, 5000);
    await pause(STALL_MS + 500);
    expect(await ofWorker()).toBe(200);
    await server.start();
    await until(async () => (await fleet.call('/readyz')).status === 200, 5000);
  });

  test('whose locks were lost goes on, and stays alive', async () => {
    fleet.openai.script({ kind: 'slow', ms: 900 });
    const submitted = await Promise.all([1, 2, 3].map(async (seed) => fleet.submit(await photo(seed))));
    await until(async () => fleet.openai.calls.length > 0, 5000);
    const locks = [...(await fleet.redis.keys()).keys()].filter((key) => key.endsWith(':lock'));
    expect(locks.length).toBeGreaterThan(0);
    await fleet.redis.client.del(...locks);
    const ended = await fleet.ended(
      submitted.map(({ id }) => id),
      20_000,
    );
    expect(ended.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(await ofWorker()).toBe(200);
  });
});
