import type { AnalysisJob, Priority } from '@jmj/contracts';
import { until } from '../fixtures/bench.ts';
import { jobOf, judged, openLanes } from '../fixtures/lanes.ts';
import { BAND, STARTS_PER_TURN } from './bands.ts';

const lanes = openLanes();

async function addMany(count: number, tenant: string, priority?: Priority): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push((await lanes.add(tenant, priority)).jobId);
  return ids;
}

/** A worker with one slot, and the jobs in the order in which it took them. */
function openOneLane(onTaken: (job: AnalysisJob) => unknown = () => {}): AnalysisJob[] {
  const taken: AnalysisJob[] = [];
  lanes.openWorker(
    async (job) => {
      taken.push(job);
      await onTaken(job);
      return judged();
    },
    { concurrency: 1, tenantConcurrency: 0 },
  );
  return taken;
}

const tenantsOf = (jobs: AnalysisJob[]) => jobs.map((it) => it.tenant).join('');
const classesOf = (jobs: AnalysisJob[]) => jobs.map((it) => it.priority?.[0]).join('');

test('interactive goes before economy before warm, whatever the order of their arrival', async () => {
  for (const priority of ['warm', 'economy', 'live', 'economy', 'warm', 'live'] as const)
    await lanes.add('a', priority);
  expect(await lanes.queue().waitingByClass()).toEqual({ live: 2, economy: 2, warm: 2 });
  const taken = openOneLane();
  await until(() => taken.length === 6);
  expect(classesOf(taken)).toBe('lleeww');
});

test.each(['live', 'economy', 'warm'] as const)(
  'tenants take turns among the jobs that are %s',
  async (it) => {
    await addMany(5, 'a', it);
    await addMany(3, 'b', it);
    await addMany(1, 'c', it);
    const taken = openOneLane();
    await until(() => taken.length === 9);
    expect(tenantsOf(taken)).toBe('abcababaa');
  },
);

test('one who comes while a thousand of another wait goes next but one', async () => {
  await addMany(1000, 'a', 'economy');
  let added = false;
  const taken = openOneLane(async () => {
    if (taken.length !== 500 || added) return;
    added = true;
    await lanes.add('b', 'economy');
  });
  await until(() => taken.length === 1001, 30_000);
  expect(taken.findIndex((it) => it.tenant === 'b')).toBeLessThanOrEqual(502);
}, 40_000);

test('each tenant has its own in the order of their arrival', async () => {
  const first = await addMany(4, 'a');
  const second = await addMany(4, 'b');
  const started: string[] = [];
  const waiting = await lanes.queue().bullmq.getJobs(['prioritized'], 0, -1, true);
  for (const job of waiting) started.push(job.id ?? '');
  expect(started.filter((id) => first.includes(id))).toEqual(first);
  expect(started.filter((id) => second.includes(id))).toEqual(second);
});

test('many at once of one fingerprint take one turn', async () => {
  const shared = jobOf('a');
  await lanes.add('a');
  const before = (await lanes.queue().bullmq.getJob((await lanes.queue().add(shared)).jobId))?.priority ?? 0;
  await Promise.all(
    Array.from({ length: 50 }, (_, n) => lanes.queue().add({ ...shared, analysisId: `x${n}` })),
  );
  const after = await lanes.queue().bullmq.getJob((await lanes.add('a')).jobId);
  expect(after?.priority).toBe(before + 1);
});

test('turns begin anew long before they run out, and never leave their band', async () => {
  await lanes.redis().client.hset(`{${lanes.redis().prefix}jmj}:turns:1`, { reached: 5, last: BAND / 2 + 1 });
  const [fresh] = await addMany(1, 'a', 'economy');
  expect((await lanes.queue().bullmq.getJob(fresh!))?.priority).toBe(BAND + 1);
  await lanes.redis().client.hset(`{${lanes.redis().prefix}jmj}:turns:1`, { 'of:a': BAND * 2 });
  const [last] = await addMany(1, 'a', 'economy');
  expect((await lanes.queue().bullmq.getJob(last!))?.priority).toBe(2 * BAND - 1);
});

describe('one who joins', () => {
  test('an economy job interactively makes it interactive, for the worker too', async () => {
    const job = jobOf('a', 'economy');
    await addMany(2, 'a', 'economy');
    await lanes.queue().add(job);
    await lanes.queue().add({ ...job, priority: undefined, analysisId: 'joiner' });
    const taken = openOneLane();
    await until(() => taken.length === 3);
    expect(taken[0]).toEqual({ ...job, priority: 'live' });
  });

  test('a job of a tenant far behind lets it go as its own would have', async () => {
    await addMany(5, 'a');
    const last = jobOf('a');
    await lanes.queue().add(last);
    await lanes.queue().add({ ...last, tenant: 'b' });
    const taken = openOneLane();
    await until(() => taken.length === 6);
    expect(taken.findIndex((it) => it.fingerprint === last.fingerprint)).toBe(1);
  });

  test('a job of a better class changes nothing', async () => {
    const job = jobOf('a');
    const { jobId } = await lanes.queue().add(job);
    const before = await lanes.queue().bullmq.getJob(jobId);
    await lanes.queue().add({ ...job, priority: 'warm' });
    expect(await lanes.queue().bullmq.getJob(jobId)).toMatchObject({ data: job, priority: before?.priority });
  });

  test('a running job makes its next try interactive', async () => {
    const job = jobOf('a', 'economy');
    const { jobId } = await lanes.queue().add(job);
    let tries = 0;
    const taken = openOneLane(async () => {
      if (tries++ > 0) return;
      await lanes.queue().add({ ...job, priority: 'live' });
      await lanes.queue().bullmq.rateLimit(1);
      throw new Error('try again');
    });
    await until(() => taken.length === 2);
    expect(classesOf(taken)).toBe('el');
    await lanes.stateIs(jobId, 'completed');
  });
});

describe('ageing', () => {
  async function age(ids: string[], ms: number): Promise<void> {
    for (const id of ids)
      await lanes.redis().client.hset(lanes.queue().bullmq.toKey(id), 'timestamp', Date.now() - ms);
  }

  test('of a thousand aged jobs one goes in ten interactive starts, and the worker is told its own class', async () => {
    await age(await addMany(1000, 'a', 'economy'), 120_000);
    await addMany(60, 'b');
    const taken = openOneLane();
    await until(() => taken.length >= 66);
    const first = taken.slice(0, 66);
    expect(first.filter((it) => it.priority === 'economy')).toHaveLength(6);
    for (let from = 0; from < 60; from += STARTS_PER_TURN)
      expect(
        classesOf(first.slice(from, from + STARTS_PER_TURN)).match(/e/g)?.length ?? 0,
      ).toBeLessThanOrEqual(1);
  });

  test('those that have not waited long let all others go first', async () => {
    await addMany(20, 'a', 'economy');
    await addMany(40, 'b');
    const taken = openOneLane();
    await until(() => taken.length === 60);
    expect(classesOf(taken)).toBe('l'.repeat(40) + 'e'.repeat(20));
  });

  test('warm-ups do not starve behind economy either', async () => {
    await age(await addMany(3, 'a', 'warm'), 3_600_000);
    await age(await addMany(200, 'a', 'economy'), 120_000);
    await addMany(200, 'b');
    const taken = openOneLane();
    await until(() => taken.length >= 220, 20_000);
    expect(taken.slice(0, 220).filter((it) => it.priority === 'warm').length).toBeGreaterThanOrEqual(3);
  }, 30_000);
});
