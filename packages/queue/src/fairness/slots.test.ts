import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '@jmj/core';
import { until } from '../fixtures/bench.ts';
import { judged, LOCK_MS, openLanes, watch } from '../fixtures/lanes.ts';

const lanes = openLanes();

describe('a slot comes free', () => {
  /** One slot, so that the second job tells. */
  const one = { tenantConcurrency: 1, concurrency: 2, lockMs: LOCK_MS, stalledCheckMs: 100 };

  test.each([
    ['has failed for good', () => new Failure('photo-unreadable', 'no')],
    ['will be tried again', () => new Failure('provider-unavailable', 'down')],
    ['is told to slow down', () => new Failure('provider-rate-limited', 'slow', { retryAfterMs: 50 })],
  ])('when its job %s', async (_how, errorOf) => {
    let thrown = false;
    lanes.openWorker(async () => {
      if (thrown) return judged();
      thrown = true;
      throw errorOf();
    }, one);
    const first = await lanes.add('a');
    const { jobId } = await lanes.add('a');
    await lanes.stateIs(jobId, 'completed');
    await until(async () =>
      ['completed', 'failed'].includes(await lanes.queue().bullmq.getJobState(first.jobId)),
    );
    await until(async () => (await lanes.leftovers()).length === 0);
  });

  test('when its job is handed back', async () => {
    const worker = lanes.openWorker(() => new Promise(() => {}), one);
    const { jobId } = await lanes.add('a');
    await lanes.stateIs(jobId, 'active');
    await worker.close(0);
    expect(await lanes.leftovers()).toEqual([]);
    lanes.openWorker(judged, one);
    await lanes.stateIs(jobId, 'completed');
  });

  test('when its worker was killed, and the job that is taken over keeps it', async () => {
    const { jobId } = await lanes.add('a');
    const child = await lanes.openDoomed();
    const seen = watch();
    lanes.openWorker(({ tenant }) => seen.during(tenant, judged), one);
    const second = await lanes.add('a');
    await lanes.stateIs(second.jobId, 'delayed');
    child.kill('SIGKILL');
    await lanes.stateIs(jobId, 'completed');
    await lanes.stateIs(second.jobId, 'completed');
    expect(seen.most('a')).toBe(1);
    await until(async () => (await lanes.leftovers()).length === 0);
  });

  test('when its job was taken over too often', async () => {
    const { jobId } = await lanes.add('a');
    const child = await lanes.openDoomed();
    child.kill('SIGKILL');
    lanes.openWorker(judged, { ...one, maxTakeovers: 0 });
    await lanes.stateIs(jobId, 'failed');
    expect(await lanes.leftovers()).toEqual([]);
  });

  test('when nobody is left to give it back, and its line goes on', async () => {
    lanes.openWorker(() => new Promise(() => {}), one);
    const { jobId } = await lanes.add('a');
    await lanes.stateIs(jobId, 'active');
    const second = await lanes.add('a');
    await lanes.stateIs(second.jobId, 'delayed');
    // As when it has run out: its worker and its job both went without a word.
    await lanes.redis().client.del(`{${lanes.redis().prefix}jmj}:lane:tenant:a:slots`);
    await lanes.stateIs(second.jobId, 'active');
  });

  test('but not by a worker that has lost its job to another', async () => {
    const worker = lanes.openWorker(() => new Promise(() => {}), one);
    const { jobId } = await lanes.add('a');
    await lanes.stateIs(jobId, 'active');
    await lanes
      .redis()
      .client.set(`${lanes.queue().bullmq.toKey(jobId)}:lock`, 'somebody else', 'PX', 60_000);
    await pause(2 * LOCK_MS);
    await worker.close(0);
    expect(
      await lanes.redis().client.zrange(`{${lanes.redis().prefix}jmj}:lane:tenant:a:slots`, '0', '-1'),
    ).toEqual([jobId]);
  });
});

test('a slot lasts as long as its job, however long that is', async () => {
  const seen = watch();
  lanes.openWorker(({ tenant }) => seen.during(tenant, () => pause(1500).then(judged)), {
    tenantConcurrency: 1,
    lockMs: LOCK_MS,
    stalledCheckMs: 100,
  });
  await lanes.add('a');
  await lanes.add('a');
  await until(async () => (await lanes.doneCount()) === 2);
  expect(seen.most('a')).toBe(1);
});
