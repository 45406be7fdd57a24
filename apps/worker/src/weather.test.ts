import { setTimeout as sleep } from 'node:timers/promises';
import type { Analysis } from '@jmj/contracts';
import { createWeatherReport, type ModelWeather } from '@jmj/queue';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startWebhookReceiver, type WebhookReceiver } from '@jmj/testing/webhook-receiver';

const MODEL = 'gpt-6-luna';
const STAND_IN = 'gpt-5-mini';

let fleet: Fleet;
afterEach(() => fleet.close());

const photos = (count: number, seed: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => makePhoto({ seed: seed + n, width: 96, height: 64 })));

async function submitAll(count: number, seed: number): Promise<string[]> {
  const all = await Promise.all((await photos(count, seed)).map((photo) => fleet.submit(photo)));
  return all.map(({ id }) => id);
}

const statusesOf = (analyses: Analysis[]): string[] => [...new Set(analyses.map(({ status }) => status))];

const weather = (): Promise<ModelWeather[]> => {
  const { client, prefix } = fleet.redis;
  return createWeatherReport(client, prefix)();
};
const weatherOf = async (model: string) => (await weather()).find((it) => it.model === model);

async function until(holds: () => Promise<boolean>, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still not so: ${holds}`);
    await sleep(20);
  }
}

describe('limits that the headers tell', () => {
  test.each(['steadily', 'in steps'] as const)(
    '200 photos by three workers under 60 requests in 2 s that come back %s: all completed, hardly a 429',
    async (refill) => {
      // Steps are noticed after the first few calls; a machine that stands still for a moment costs a few more.
      const share = refill === 'steadily' ? 0.05 : 0.1;
      const limits = { requestsPerMinute: 60, tokensPerMinute: 1_000_000, minuteMs: 2000, refill };
      fleet = await startFleet({ workers: 3, openai: { latencyMs: 100, limits }, env: { TWINS: 'off' } });
      const ids = await submitAll(200, 1000);
      expect(statusesOf(await fleet.ended(ids, 40_000))).toEqual(['completed']);
      const refused = fleet.openai.calls.filter(({ status }) => status === 429).length;
      expect(refused / fleet.openai.calls.length).toBeLessThan(share);
    },
    60_000,
  );

  test('tokens count as requests do', async () => {
    // What is kept in reserve is a fiftieth of it: in a shorter minute, less than a busy machine delays a call.
    const limits = { requestsPerMinute: 10_000, tokensPerMinute: 100_000, minuteMs: 12_000 };
    fleet = await startFleet({ workers: 3, openai: { latencyMs: 100, limits }, env: { TWINS: 'off' } });
    // Twice what a minute has, and more.
    const ids = await submitAll(60, 2000);
    expect(statusesOf(await fleet.ended(ids, 40_000))).toEqual(['completed']);
    const refused = fleet.openai.calls.filter(({ status }) => status === 429).length;
    expect(refused / fleet.openai.calls.length).toBeLessThan(0.1);
  }, 60_000);
});

test('an outage of 5 s: the breaker opens, one job asks at a time, and all are completed', async () => {
  fleet = await startFleet({ workers: 3, openai: { latencyMs: 50 }, env: { TWINS: 'off' } });
  await fleet.ended(await submitAll(5, 3000), 10_000);
  const before = fleet.openai.calls.length;
  fleet.openai.prevail({ kind: 'error', status: 503 });
  const ids = await submitAll(60, 3100);
  await until(async () => (await weatherOf(MODEL))?.breaker !== 'closed');
  const opened = fleet.openai.calls.length;
  await sleep(5000);
  const during = fleet.openai.calls.slice(opened);
  fleet.openai.prevail(undefined);
  expect(statusesOf(await fleet.ended(ids, 40_000))).toEqual(['completed']);
  // What was in the air when it opened, then one at 1 s, 2 s and 4 s.
  expect(opened - before).toBeLessThanOrEqual(8 + 30);
  expect(during.length).toBeLessThanOrEqual(30 + 4);
  expect(during.filter(({ at }, n) => n > 0 && at - during[n - 1]!.at > 500).length).toBeLessThanOrEqual(4);
}, 60_000);

describe('an account that is refused', () => {
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
  });
  afterEach(() => receiver.close());

  test('jobs wait without burning attempts, people are told once, and it goes on by itself', async () => {
    fleet = await startFleet({
      workers: 3,
      openai: { latencyMs: 50 },
      env: { TWINS: 'off', PROVIDER_PROBE_MS: '350', ALERT_WEBHOOK_URL: receiver.url },
    });
    await fleet.ended(await submitAll(3, 4000), 10_000);
    const before = fleet.openai.calls.length;
    fleet.openai.prevail({ kind: 'unauthorized' });
    const ids = await submitAll(40, 4100);
    await until(async () => receiver.texts.length > 0);
    await sleep(2000);
    const during = fleet.openai.calls.length - before;
    expect(statusesOf(await Promise.all(ids.map(look)))).toEqual(['queued']);
    fleet.openai.prevail(undefined);
    expect(statusesOf(await fleet.ended(ids, 40_000))).toEqual(['completed']);
    await until(async () => receiver.texts.length > 1);
    expect(during).toBeLessThanOrEqual(30 + 4);
    expect(receiver.texts).toEqual([
      `JudgeMyJPEG: ${MODEL} cannot be asked, our key is not accepted. Photos wait in the queue; it is asked again by itself.`,
      `JudgeMyJPEG: ${MODEL} answers again; what has waited is being judged.`,
    ]);
  }, 60_000);
});

const look = async (id: string): Promise<Analysis> =>
  (await (await fleet.call(`/v1/analyses/${id}`)).json()) as Analysis;

test('models stand in for another, then the local judge: it shows, and is kept under their own names', async () => {
  fleet = await startFleet({
    workers: 2,
    env: {
      OPENAI_MODEL: `${MODEL},${STAND_IN}`,
      FALLBACK_LOCAL: 'on',
      PROVIDER_PROBE_MS: '300000',
      TWINS: 'off',
    },
  });
  const [one, two] = await photos(2, 5000);
  fleet.openai.prevail({ kind: 'quota' }, [MODEL]);
  const first = await fleet.submit(one!, { userId: 'ada' });
  const [byStandIn] = await fleet.ended([first.id], 10_000);
  expect(byStandIn).toMatchObject({
    status: 'completed',
    model: STAND_IN,
    fallback: { from: MODEL, reason: 'provider' },
    critique: expect.any(Object),
  });
  const kept = async () => [...(await fleet.redis.keys()).keys()].filter((key) => key.includes('analysis:'));
  expect((await kept()).filter((key) => key.includes(MODEL))).toEqual([]);
  expect((await kept()).filter((key) => key.includes(STAND_IN))).toHaveLength(1);

  // Asked again it is found under the stand-in's name, and not paid for again.
  const calls = fleet.openai.calls.length;
  const again = await fleet.submit(one!);
  expect(await fleet.ended([again.id], 10_000)).toMatchObject([
    { status: 'completed', source: 'cache', model: STAND_IN },
  ]);
  expect(fleet.openai.calls.length).toBe(calls);

  fleet.openai.prevail({ kind: 'quota' });
  const second = await fleet.submit(two!);
  expect(await fleet.ended([second.id], 10_000)).toMatchObject([
    { status: 'completed', source: 'local', model: 'local-1', fallback: { from: MODEL, reason: 'provider' } },
  ]);
  expect((await kept()).filter((key) => key.includes(MODEL))).toEqual([]);
}, 60_000);

test('a model that is gone is stood in for at once, and who waits is told; when it is back it judges anew', async () => {
  fleet = await startFleet({ workers: 1, env: { OPENAI_MODEL: `${MODEL},${STAND_IN}`, TWINS: 'off' } });
  const [photo] = await photos(1, 6000);
  fleet.openai.prevail({ kind: 'error', status: 404, code: 'model_not_found' }, [MODEL]);
  const answer = await fleet.upload(photo!, {}, { prefer: 'wait=15' });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    status: 'completed',
    model: STAND_IN,
    fallback: { from: MODEL, reason: 'provider' },
  });
  fleet.openai.prevail(undefined);
  const { id } = await fleet.submit(photo!);
  const [anew] = await fleet.ended([id], 10_000);
  expect(anew).toMatchObject({ status: 'completed', model: MODEL, source: 'openai' });
  expect(anew).not.toHaveProperty('fallback');
});
