import { setTimeout as pause } from 'node:timers/promises';
import type { AnalysisJob } from '@jmj/contracts';
import { until } from '../fixtures/bench.ts';
import { jobOf, judged, openLanes, watch } from '../fixtures/lanes.ts';

const lanes = openLanes();

test('three workers together never run more of a tenant than its cap, lose none, and keep no slot', async () => {
  const seen = watch();
  for (let n = 0; n < 3; n++)
    lanes.openWorker(({ tenant }) => seen.during(tenant, () => pause(5 + Math.random() * 10).then(judged)));
  const jobs = Array.from({ length: 120 }, (_, n) => jobOf(n % 4 === 0 ? 'b' : 'a'));
  const added = await Promise.all(jobs.map((job) => lanes.queue().add(job)));
  await until(async () => (await lanes.doneCount()) === 120, 20_000);
  expect([seen.most('a'), seen.most('b')]).toEqual([2, 2]);
  for (const { jobId } of added)
    expect(await lanes.queue().bullmq.getJob(jobId)).toMatchObject({ attemptsMade: 1, stalledCounter: 0 });
  await until(async () => (await lanes.leftovers()).length === 0);
}, 30_000);

test('a tenant whose many wait keeps no worker from another tenant, and they do not go round', async () => {
  let starts = 0;
  lanes.openWorker(async ({ tenant }) => {
    if (tenant === 'a') await pause(30);
    starts++;
    return judged();
  });
  for (let n = 0; n < 200; n++) await lanes.add('a');
  await until(async () => (await lanes.queue().bullmq.getDelayedCount()) > 150);
  const waits: number[] = [];
  for (let n = 0; n < 10; n++) {
    const from = Date.now();
    const { jobId } = await lanes.add('b');
    await lanes.stateIs(jobId, 'completed');
    waits.push(Date.now() - from);
  }
  expect(waits.toSorted((x, y) => x - y)[5]).toBeLessThan(30);
  await until(async () => (await lanes.doneCount()) === 210, 20_000);
  const [first] = await lanes.queue().bullmq.getJobs(['completed'], 0, 0);
  expect(first?.attemptsStarted).toBeLessThanOrEqual(3);
  expect(starts).toBe(210);
}, 30_000);

test('those of one tenant are let out in the order of their arrival, the better class first', async () => {
  const taken: AnalysisJob[] = [];
  const gate = Promise.withResolvers<void>();
  lanes.openWorker(
    async (job) => {
      taken.push(job);
      if (taken.length === 1) await gate.promise;
      return judged();
    },
    { tenantConcurrency: 1 },
  );
  const jobs = [jobOf('a'), jobOf('a', 'economy'), jobOf('a'), jobOf('a', 'warm'), jobOf('a')];
  for (const job of jobs) {
    await lanes.queue().add(job);
    await pause(20);
  }
  await until(async () => (await lanes.queue().bullmq.getDelayedCount()) === 4);
  gate.resolve();
  await until(() => taken.length === 5);
  expect(taken.map((it) => jobs.findIndex((job) => job.fingerprint === it.fingerprint))).toEqual([
    0, 2, 4, 1, 3,
  ]);
});

test('a job removed while it waits for a slot keeps nobody from getting it', async () => {
  const gate = Promise.withResolvers<void>();
  lanes.openWorker(() => gate.promise.then(judged), { tenantConcurrency: 1 });
  await lanes.add('a');
  const second = await lanes.add('a');
  await lanes.stateIs(second.jobId, 'delayed');
  const third = await lanes.add('a');
  await lanes.stateIs(third.jobId, 'delayed');
  await (await lanes.queue().bullmq.getJob(second.jobId))?.remove();
  gate.resolve();
  await lanes.stateIs(third.jobId, 'completed');
});

test('who joins a job that waits for a slot of another tenant does not wait for it', async () => {
  const taken: AnalysisJob[] = [];
  lanes.openWorker(
    (job) => {
      taken.push(job);
      return new Promise(() => {});
    },
    { tenantConcurrency: 1 },
  );
  await lanes.add('a');
  const second = jobOf('a');
  const { jobId } = await lanes.queue().add(second);
  await lanes.stateIs(jobId, 'delayed');
  expect(await lanes.queue().add({ ...second, tenant: 'b' })).toEqual({ jobId, joined: true });
  await until(() => taken.length === 2);
  expect(taken[1]).toMatchObject({ tenant: 'a', lane: 'b' });
});
