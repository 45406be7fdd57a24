import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBudgets } from '@jmj/billing';
import {
  type Analysis,
  type BudgetList,
  budgetListSchema,
  type CostReport,
  costReportSchema,
} from '@jmj/contracts';
import { createAnalysisQueue } from '@jmj/queue';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import sharp from 'sharp';

const ADMIN_KEY = 'key-of-the-admin';
const [ASKING, ASKING_AGAIN, BUDGET_FOR] = [200, 60, 10];
/** Micro-dollars in a dollar. */
const MICROS = 1_000_000;

let fleet: Fleet;
afterEach(() => fleet.close());

async function admin<Answer>(path: string, parse: (json: unknown) => Answer, init: RequestInit = {}) {
  const authorization = `Bearer ${ADMIN_KEY}`;
  const answer = await fleet.call(`/v1/admin/${path}`, {
    ...init,
    headers: { authorization, 'content-type': 'application/json' },
  });
  if (!answer.ok) throw new Error(await answer.text());
  return parse(await answer.json());
}
const budgets = (): Promise<BudgetList> => admin('budgets', (json) => budgetListSchema.parse(json));
const costs = (): Promise<CostReport> => admin('costs', (json) => costReportSchema.parse(json));

/** Three apis and three workers, or as many as are named. */
async function start(several = 3, env: Record<string, string> = {}): Promise<void> {
  fleet = await startFleet({
    apis: several || 1,
    workers: several,
    env: { ADMIN_KEY, TWINS: 'off', WORKER_CONCURRENCY: '4', ...env },
  });
}

/** The provider takes calls from now on, and answers none of them before it is told to. */
function holdAnswers(): () => void {
  const told = Promise.withResolvers<void>();
  fleet.openai.prevail({ kind: 'held', until: told.promise });
  return () => {
    fleet.openai.prevail(undefined);
    told.resolve();
  };
}

/** Small photos, each of another picture. */
const photos = (count: number, seed: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => makePhoto({ seed: seed + n, width: 96, height: 64 })));

/** Micro-dollars spent this month. */
async function spent(): Promise<number> {
  const { budgets: all } = await budgets();
  const lines = all.flatMap(({ lines }) => lines);
  const month = lines.find((it) => it.unit === 'usd' && it.period === 'month' && it.scope === 'tenant');
  return Math.round((month?.spent ?? 0) * MICROS);
}

/** Allows what ten such photos can cost at most; answers how much that is, what was spent before included. */
async function allowTen(): Promise<number> {
  const [photo] = await photos(1, 90_000);
  const analysis = await fleet.submit(photo!);
  await fleet.ended([analysis.id], 20_000);
  const most = analysis.cost?.estimated?.microUsd?.max ?? Number.NaN;
  const limit = (await spent()) + BUDGET_FOR * most;
  const body = JSON.stringify({ tenant: { month: { usd: limit / MICROS } } });
  await admin('budgets/*', () => {}, { method: 'PUT', body });
  return limit;
}

/** All at once, over all apis. */
async function submitAll(all: Uint8Array[]): Promise<{ accepted: string[]; refused: number }> {
  const answers = await Promise.all(
    all.map(async (photo, n) => {
      const answer = await fetch(`${fleet.apis[n % fleet.apis.length]!.address}/v1/analyses`, {
        method: 'POST',
        body: new Uint8Array(photo),
        headers: { 'content-type': 'image/jpeg' },
      });
      return { status: answer.status, body: (await answer.json()) as Analysis };
    }),
  );
  const strange = answers.filter(({ status }) => status !== 202 && status !== 402);
  expect(strange).toEqual([]);
  return {
    accepted: answers.filter(({ status }) => status === 202).map(({ body }) => body.id),
    refused: answers.filter(({ status }) => status === 402).length,
  };
}

async function nothingIsHeld(withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const { budgets: all, open } = await budgets();
    const held = all.flatMap(({ lines }) => lines.map((line) => line.held)).filter((it) => it > 0);
    if (open.holds === 0 && open.microUsd === 0 && held.length === 0) return;
    if (Date.now() > deadline) throw new Error(`still held: ${JSON.stringify(open)} ${held}`);
    await sleep(100);
  }
}

test('200 photos at once, over three apis, against a budget for ten: ten are paid for, 190 are refused', async () => {
  await start();
  const limit = await allowTen();
  const before = fleet.openai.bill.calls.length;
  const all = await photos(ASKING, 1000);
  const answer = holdAnswers();
  const { accepted, refused } = await submitAll(all);
  answer();
  expect({ accepted: accepted.length, refused }).toEqual({
    accepted: BUDGET_FOR,
    refused: ASKING - BUDGET_FOR,
  });

  const ended = await fleet.ended(accepted, 30_000);
  expect(ended.map(({ status }) => status)).toEqual(accepted.map(() => 'completed'));
  expect(fleet.openai.bill.calls.length - before).toBe(BUDGET_FOR);
  expect(fleet.openai.bill.microUsd).toBeLessThanOrEqual(limit);
  await nothingIsHeld(5000);
  // The bill, the ledger and the budget agree; each call is rounded to a micro-dollar, upwards.
  const { total } = await costs();
  expect(total.microUsd).toBe(await spent());
  expect(Math.abs(total.microUsd - fleet.openai.bill.microUsd)).toBeLessThanOrEqual(total.calls);
});

test('with workers killed in the middle, and asked again until nothing is left, never more is paid than was allowed', async () => {
  await start();
  const limit = await allowTen();
  /** Once so many calls have begun, while others still come in. */
  async function killOne(round: number, calls: number): Promise<void> {
    const from = fleet.openai.calls.length;
    const deadline = Date.now() + 5000;
    while (fleet.openai.calls.length < from + calls && Date.now() < deadline) await sleep(5);
    const victim = fleet.workers[round]!;
    victim.kill('SIGKILL');
    await victim.ended;
    await fleet.startWorker();
  }
  const rounds: number[] = [];
  for (let round = 0; round < 6; round++) {
    const all = await photos(ASKING_AGAIN, 2000 + round * ASKING_AGAIN);
    const answer = round < 2 ? holdAnswers() : () => {};
    // Nine calls of four a worker: each of the three workers has one.
    const [{ accepted }] = await Promise.all([
      submitAll(all),
      round < 2 && killOne(round, round === 0 ? 9 : 2).then(answer),
    ]);
    rounds.push(accepted.length);
    if (accepted.length === 0) break;
    const ended = await fleet.ended(accepted, 60_000);
    for (const { status, error } of ended)
      if (status !== 'completed') expect(error?.code).toBe('budget-exceeded');
    expect(fleet.openai.bill.microUsd).toBeLessThanOrEqual(limit);
  }
  await nothingIsHeld(10_000);
  const { total } = await costs();
  expect(rounds[0]).toBeGreaterThanOrEqual(BUDGET_FOR);
  expect(total.lost).toBeGreaterThan(0);
  expect(await spent()).toBeLessThanOrEqual(limit);
  expect(await spent()).toBeGreaterThanOrEqual(fleet.openai.bill.microUsd);
});

test('hits, twins and joined requests pay nothing; what is canceled or fails holds nothing afterwards', async () => {
  await start(1, { TWINS: 'on' });
  const photo = await makePhoto({ seed: 70_000, width: 1350, height: 900, exif: true });
  const first = await fleet.submit(photo);
  await fleet.ended([first.id], 20_000);
  const paid = await spent();
  expect((await fleet.upload(photo)).status).toBe(200);
  const twin = await fleet.submit(await sharp(photo).jpeg({ quality: 60 }).toBuffer());
  expect((await fleet.ended([twin.id], 20_000))[0]).toMatchObject({ source: 'twin' });
  expect(await spent()).toBe(paid);
  await nothingIsHeld(5000);

  fleet.openai.script({ kind: 'slow', ms: 800 });
  const shared = await makePhoto({ seed: 70_001, width: 640, height: 480 });
  const [one, two] = await Promise.all([fleet.submit(shared), fleet.submit(shared)]);
  await fleet.call(`/v1/analyses/${one.id}`, { method: 'DELETE' });
  expect((await fleet.ended([two.id], 20_000))[0]).toMatchObject({ status: 'completed' });

  // Canceled by all in the middle of its call: the call is paid, and nothing is held in the end.
  fleet.openai.script({ kind: 'slow', ms: 800 });
  const before = fleet.openai.calls.length;
  const dropped = await fleet.submit(await makePhoto({ seed: 70_002, width: 640, height: 480 }));
  while (fleet.openai.calls.length === before) await sleep(5);
  await fleet.call(`/v1/analyses/${dropped.id}`, { method: 'DELETE' });
  await nothingIsHeld(10_000);

  fleet.openai.script({ kind: 'error', status: 400 });
  const failed = await fleet.submit(await makePhoto({ seed: 70_003, width: 640, height: 480 }));
  expect((await fleet.ended([failed.id], 20_000))[0]).toMatchObject({ status: 'failed' });
  await nothingIsHeld(5000);
  const { total } = await costs();
  expect(total).toMatchObject({ calls: 4, failed: 1, lost: 0, microUsd: await spent() });
  expect(Math.abs(total.microUsd - fleet.openai.bill.microUsd)).toBeLessThanOrEqual(total.calls);
});

test('what is held for nobody is let go of by the workers; what is queued or being judged stays held', async () => {
  await start(0, { WORKER_GRACE_MS: '200' });
  const { client, prefix: keyPrefix } = fleet.redis;
  const index = `{${keyPrefix}jmj}:budget:holds`;
  const longAgo = () => Date.now() - 3_600_000;
  // An api that died between holding and queueing, before or after it wrote the record.
  const crashed = createBudgets({ redis: client, keyPrefix, now: longAgo });
  await crashed.hold(randomUUID(), { tenant: 'local' }, 700);
  // A job that was removed by hand.
  const [removed, kept] = await photos(2, 80_000);
  await fleet.submit(removed!);
  const queue = createAnalysisQueue(client, { keyPrefix });
  for (const job of await queue.bullmq.getJobs()) await job.remove();
  await queue.close();
  fleet.openai.script({ kind: 'hang' });
  const { id } = await fleet.submit(kept!);
  for (const holder of await client.zrange(index, '0', '-1'))
    await client.zadd(index, `${longAgo()}`, holder);

  await fleet.startWorker();
  const deadline = Date.now() + 10_000;
  while ((await budgets()).open.holds > 1 && Date.now() < deadline) await sleep(50);
  expect(await client.zrange(index, '0', '-1')).toEqual([id]);
  expect((await budgets()).open.microUsd).toBeGreaterThan(0);
});
