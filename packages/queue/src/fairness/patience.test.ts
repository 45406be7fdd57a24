import type { AnalysisJob } from '@jmj/contracts';
import { until } from '../fixtures/bench.ts';
import { jobOf, judged, openLanes, watch } from '../fixtures/lanes.ts';

const lanes = openLanes();

describe('patient jobs', () => {
  test('leave room for those that somebody waits for, also when there is nothing else to do', async () => {
    const seen = watch();
    const options = { concurrency: 5, tenantConcurrency: 0, patientShare: 60 };
    const gate = Promise.withResolvers<void>();
    for (let n = 0; n < 2; n++) {
      lanes.openWorker(async ({ priority = 'live' }) => {
        if (priority === 'live') return judged();
        return seen.during('patient', () => gate.promise.then(judged));
      }, options);
    }
    await until(async () => (await lanes.redis().client.zcard(`{${lanes.redis().prefix}jmj}:fleet`)) === 2);
    for (let n = 0; n < 20; n++) await lanes.add(`t${n}`, n % 2 ? 'economy' : 'warm');
    await until(async () => (await lanes.queue().bullmq.getDelayedCount()) === 14);
    await lanes.stateIs((await lanes.add('x')).jobId, 'completed');
    gate.resolve();
    await until(async () => (await lanes.doneCount()) === 21);
    expect(seen.most('patient')).toBe(6);
    await until(async () => (await lanes.leftovers()).length === 0);
  });

  test('go on in a fleet of one slot', async () => {
    lanes.openWorker(judged, { concurrency: 1, tenantConcurrency: 0 });
    for (let n = 0; n < 5; n++) await lanes.add('a', 'economy');
    await until(async () => (await lanes.doneCount()) === 5);
  });

  test('that wait for a slot need none any more when somebody asks for them interactively', async () => {
    const taken: AnalysisJob[] = [];
    lanes.openWorker(
      (job) => {
        taken.push(job);
        return new Promise(() => {});
      },
      { concurrency: 5, tenantConcurrency: 0, patientShare: 20 },
    );
    await lanes.add('a', 'economy');
    const second = jobOf('a', 'economy');
    const { jobId } = await lanes.queue().add(second);
    await lanes.stateIs(jobId, 'delayed');
    await lanes.queue().add({ ...second, priority: 'live' });
    await until(() => taken.length === 2);
    expect(taken[1]).toMatchObject({ priority: 'live' });
  });
});
