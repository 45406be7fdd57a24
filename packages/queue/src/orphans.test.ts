import { type AnalysisRecord, createOrphans, createSettle } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type AnalysisQueueHandle, createAnalysisQueue } from './analysis-queue.ts';
import { openConnections, someJob, someRecord } from './fixtures/bench.ts';
import { createFlights } from './flights.ts';
import { createJobLook } from './orphans.ts';
import { createAnalysisRecords } from './records.ts';

let redis: TestRedis;
let queue: AnalysisQueueHandle;
const connections = openConnections(() => redis.url);
const undo: (() => Promise<void>)[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
  queue = createAnalysisQueue(connections.open('wait'), { keyPrefix: redis.prefix });
});
afterAll(async () => {
  for (const step of undo) await step();
  await queue.close();
  connections.close();
  await redis.close();
});

function open() {
  const connection = connections.open('wait');
  const records = createAnalysisRecords(connection, redis.prefix);
  const flights = createFlights(connection, redis.prefix);
  const jobs = createJobLook(connection, redis.prefix);
  undo.push(jobs.close);
  const onBackgroundError = () => {};
  const kept: string[] = [];
  const photos = {
    release: async () => true,
    keep: async (sha256: string) => kept.push(sha256) > 0,
  };
  const settle = createSettle({
    photos,
    records,
    flights,
    events: { publish: async () => {} },
    onBackgroundError,
  });
  const orphans = createOrphans({
    ...{ flights, records, photos, settle, hasJob: jobs.hasJob },
    critiques: { get: async () => undefined },
  });
  return { records, flights, orphans, kept };
}

async function waitingFor(
  { records, flights }: ReturnType<typeof open>,
  change: Partial<AnalysisRecord> = {},
) {
  const record = { ...someRecord(), ...change };
  await records.create(record);
  await flights.join(record.fingerprint, record.id);
  return record;
}

test('an analysis that waits for no job ends, one that has a job or a batch waits on', async () => {
  const it = open();
  const lost = await waitingFor(it);
  const job = someJob();
  const alive = await waitingFor(it, { fingerprint: job.fingerprint });
  await queue.add(job);
  const inBatch = await waitingFor(it, { photo: { ...someRecord().photo, bytes: 0 } });

  expect(await it.orphans.sweep(60_000)).toBe(0); // its request may still be under way
  expect(await it.orphans.sweep(-1)).toBe(1);
  expect(await it.records.get(lost.id)).toMatchObject({ status: 'failed', error: { code: 'worker-lost' } });
  expect(await it.flights.waiting(lost.fingerprint)).toEqual([]);
  for (const { id } of [alive, inBatch]) expect((await it.records.get(id))?.status).toBe('queued');
});

test('a job that was removed by hand stands in nobody’s way', async () => {
  const it = open();
  const job = someJob();
  const { jobId } = await queue.add(job);
  const record = await waitingFor(it, { fingerprint: job.fingerprint });
  await redis.client.del(queue.bullmq.toKey(jobId));
  expect(await it.orphans.sweep(-1)).toBe(1);
  expect((await it.records.get(record.id))?.status).toBe('failed');
  expect((await queue.add(job)).joined).toBe(false);
});

test('nothing is listed of flights that have ended', async () => {
  const it = open();
  const record = await waitingFor(it);
  expect(await it.flights.longWaiting(-1, 100)).toContain(record.fingerprint);
  await it.flights.leave(record.fingerprint, [record.id]);
  expect(await it.flights.longWaiting(-1, 100)).not.toContain(record.fingerprint);
});

test('the photo of a job that waits for its turn is kept while somebody waits for it, for a day at most', async () => {
  const it = open();
  const job = someJob();
  await queue.add(job);
  const long = new Date(Date.now() - 24 * 3_600_000).toISOString();
  const old = await waitingFor(it, { fingerprint: job.fingerprint, createdAt: long });
  await it.orphans.sweep(-1);
  expect(it.kept).not.toContain(old.photo.sha256);

  const { photo } = await waitingFor(it, { fingerprint: job.fingerprint });
  await it.orphans.sweep(-1);
  expect(it.kept).toContain(photo.sha256);
});
