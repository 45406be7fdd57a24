import { setTimeout as pause } from 'node:timers/promises';
import type { Analysis } from '@jmj/contracts';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';

const CAP = 3;
const LATENCY_MS = 400;

let fleet: Fleet;
afterEach(() => fleet.close());

const start = (env: Record<string, string> = {}) =>
  startFleet({
    workers: 3,
    key: 'key-a',
    openai: { latencyMs: LATENCY_MS },
    env: { API_KEYS: 'a:key-a,b:key-b', WORKER_CONCURRENCY: '4', TWINS: 'off', ...env },
  });

const photos = (count: number, from: number) =>
  Promise.all(
    Array.from({ length: count }, (_, n) => makePhoto({ seed: from + n, width: 160, height: 120 })),
  );

/** The most calls that the provider had at once since it was asked to look. */
function watchCalls(): { most(): number; stop(): void } {
  let most = 0;
  const look = () => {
    const open = fleet.openai.calls.filter((call) => call.status === undefined && !call.dropped);
    most = Math.max(most, open.length);
  };
  const timer = setInterval(look, 2);
  return { most: () => most, stop: () => clearInterval(timer) };
}

/** How long tenant B waits for the critique of a new photo, ms: the median of some. */
async function timeOfB(from: number): Promise<number> {
  const times: number[] = [];
  for (const photo of await photos(5, from)) {
    const began = performance.now();
    const headers = { authorization: 'Bearer key-b', prefer: 'wait=20' };
    const answer = await fleet.upload(photo, {}, headers);
    expect(await answer.json()).toMatchObject({ status: 'completed' });
    times.push(performance.now() - began);
  }
  return times.toSorted((one, other) => one - other)[2] ?? Number.NaN;
}

const submitAll = (all: Uint8Array[], query?: Record<string, string>): Promise<Analysis[]> =>
  Promise.all(all.map((photo) => fleet.submit(photo, query)));

/** What was measured beside them was measured beside them all the time. */
async function stillUnderWay(analyses: Analysis[]): Promise<boolean> {
  const answers = await Promise.all(
    analyses.map(async ({ id }) => (await (await fleet.call(`/v1/analyses/${id}`)).json()) as Analysis),
  );
  return answers.some((it) => it.status !== 'completed');
}

test('three workers never have more of one tenant at the provider than its cap, and another tenant hardly waits', async () => {
  fleet = await start({ TENANT_CONCURRENCY: `${CAP}` });
  const many = await photos(50, 1000);
  const idle = await timeOfB(2000);

  const calls = watchCalls();
  const first = await submitAll(many.slice(0, 20));
  await fleet.ended(
    first.map(({ id }) => id),
    20_000,
  );
  expect(calls.most()).toBe(CAP);

  const second = await submitAll(many.slice(20));
  const busy = await timeOfB(3000);
  expect(await stillUnderWay(second)).toBe(true);
  calls.stop();
  expect(calls.most()).toBeLessThanOrEqual(CAP + 1);
  expect(busy / idle).toBeLessThan(1.5);
  await fleet.ended(
    second.map(({ id }) => id),
    20_000,
  );
  while ([...(await fleet.redis.keys()).keys()].some((key) => key.includes(':lane:'))) await pause(20);
}, 60_000);

test('one who waits for an answer hardly waits for the economy jobs of all tenants', async () => {
  fleet = await start({ PATIENT_SHARE: '75' });
  const many = await photos(120, 4000);
  const idle = await timeOfB(5000);
  const patient = await submitAll(many, { speed: 'economy' });
  const busy = await timeOfB(6000);
  expect(await stillUnderWay(patient)).toBe(true);
  expect(busy / idle).toBeLessThan(1.5);
}, 60_000);
