import type { Analysis } from '@jmj/contracts';
import { createAnalysisQueue } from '@jmj/queue';
import { until } from '@jmj/testing/album';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startWebhookReceiver, type WebhookReceiver } from '@jmj/testing/webhook-receiver';

const HOUR_MS = 3_600_000;
const JOBS = 24;

let fleet: Fleet;
let receiver: WebhookReceiver;
let queue: ReturnType<typeof createAnalysisQueue>;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  const env = { TWINS: 'off', PROVIDER_PROBE_MS: '300', ALERT_WEBHOOK_URL: receiver.url };
  fleet = await startFleet({ workers: 2, env });
  queue = createAnalysisQueue(fleet.redis.client, { keyPrefix: fleet.redis.prefix });
});
afterEach(async () => {
  await queue.close();
  await fleet.close();
  await receiver.close();
});

/** Photos that wait for a provider that does not accept the key, some of them with nobody in front of the screen. */
async function submitInVain(seed: number): Promise<string[]> {
  fleet.openai.prevail({ kind: 'unauthorized' });
  const made = Array.from({ length: JOBS }, (_, n) => makePhoto({ seed: seed + n, width: 96, height: 64 }));
  const speeds = ['interactive', 'economy'];
  const all = (await Promise.all(made)).map((photo, n) =>
    fleet.submit(photo, { speed: speeds[n % speeds.length] ?? '' }),
  );
  const ids = (await Promise.all(all)).map(({ id }) => id);
  await until(() => receiver.texts.length > 0);
  await until(async () => (await queue.counts()).delayed === JOBS);
  return ids;
}

const keysLike = async (pattern: RegExp) =>
  [...(await fleet.redis.keys())].filter(([key]) => pattern.test(key));
const photos = () => keysLike(/photo:[0-9a-f]{64}$/);
const photoTtls = async () => (await photos()).map(([, ttl]) => ttl);

/** As if the jobs had been added so long before. */
async function letPass(ms: number): Promise<void> {
  const jobs = await keysLike(/:analyses:[0-9a-f-]{36}$/);
  expect(jobs).toHaveLength(JOBS);
  for (const [key] of jobs) await fleet.redis.client.hincrby(key, 'timestamp', -ms);
}

const statusesOf = (analyses: Analysis[]) => [...new Set(analyses.map(({ status }) => status))];

test('a key that is revoked for 20 hours: every job waits without an attempt, keeps its photo, and is judged once it is given back', async () => {
  const ids = await submitInVain(7000);
  await letPass(20 * HOUR_MS);
  for (const [key] of await photos()) await fleet.redis.client.pexpire(key, 30_000);
  // Whoever looks again finds the photo about to expire, and keeps it.
  await until(async () => (await photoTtls()).every((ttl) => ttl > 3_000_000), 20_000);
  expect(await photoTtls()).toHaveLength(JOBS);

  fleet.openai.prevail(undefined);
  expect(statusesOf(await fleet.ended(ids, 30_000))).toEqual(['completed']);
  const jobs = await queue.bullmq.getCompleted();
  expect(jobs).toHaveLength(JOBS);
  expect(new Set(jobs.map(({ attemptsMade }) => attemptsMade))).toEqual(new Set([1]));
  await until(() => receiver.texts.length > 1);
  expect(receiver.texts).toHaveLength(2);
  expect(receiver.texts[1]).toContain('answers again');
  expect(await photoTtls()).toEqual([]);
}, 60_000);

test('after 23 hours a job fails for what it has waited for, and its photo goes', async () => {
  const ids = await submitInVain(8000);
  await letPass(23 * HOUR_MS);
  const ended = await fleet.ended(ids, 30_000);
  expect(statusesOf(ended)).toEqual(['failed']);
  expect(new Set(ended.map(({ error }) => error?.code))).toEqual(new Set(['provider-unauthorized']));
  expect(await photoTtls()).toEqual([]);
}, 60_000);
