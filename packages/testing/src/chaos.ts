import { setTimeout as pause } from 'node:timers/promises';
import { type ClientFigures, runClients } from './chaos/clients.ts';
import { type Kept, keep, type RssSample } from './chaos/kept.ts';
import { numberedPhoto } from './chaos/photos.ts';
import {
  countPaid,
  countWrong,
  type MemoryFigures,
  memoryOf,
  type PaidCalls,
  withoutTtl,
} from './chaos/verdict.ts';
import { type Chance, startOpenaiServer } from './openai-server.ts';
import { freePort, startTestRedis, type TestRedis } from './redis.ts';

export interface ChaosOptions {
  analyses: number;
  /** At most 65 536. */
  photos: number;
  seed: number;
  /** @default 3 */
  workers?: number;
  /** @default 2 */
  apis?: number;
  /** A worker is killed this often, ms. @default 2000 */
  workerKillMs?: number;
  /** @default 10000 */
  apiKillMs?: number;
  /** @default 3 */
  redisRestarts?: number;
  submittersAtOnce?: number;
  openAtOnce?: number;
  /** @default 120000 */
  patienceMs?: number;
  /**
   * How long what is left may take to go. Money that was held for a request that died is looked after when it is two minutes old:
   * with less patience nothing is said of it. @default 300000
   */
  settleMs?: number;
  say?: (line: string) => void;
}

export interface ChaosReport {
  seconds: number;
  accepted: number;
  completed: number;
  /** By the code that they ended with. */
  failed: Record<string, number>;
  stuck: number;
  refusals: Record<string, number>;
  slowestRequestMs: number;
  kills: { workers: number; apis: number; redis: number };
  /** Processes that ended without having been killed. */
  ownEnds: number;
  paid: PaidCalls;
  unique: number;
  /** What may be paid at most for critiques that were used: unique + kills of workers × what one has in flight. */
  paidAtMost: number;
  wrong: number;
  withoutTtl: Record<string, number>;
  /** What waits, runs or is stored when all is over. */
  left: { jobs: number; photos: number; holds: number };
  memory: MemoryFigures[];
  /** What was not as promised; empty when all was. */
  broken: string[];
  /** The end of what services wrote, for who has to find out why. */
  output(): string;
}

/** One worker's analyses at once. */
const CONCURRENCY = 10;
const SETTLE_MS = 300_000;
const ADMIN_KEY = 'admin-of-the-chaos';
const WORKER_LOCK_MS = 3000;
/** No process lives long enough to be compared with itself, and load grows with the run: so much more may be found in the last third. */
const FLAT = 1.5;
const FLAT_BYTES = 24 * 1_048_576;

/** From being held to being looked after, and a round of the sweeper, ms. */
const HOLDS_SETTLE_MS = 200_000;

/** Calls: 20 % 429, 10 % 500, 5 % cut off, 5 % malformed, 2 % without an answer. */
const WEATHER: Chance[] = [
  { probability: 0.2, behaviour: { kind: 'rate-limited', headers: { 'retry-after-ms': '150' } } },
  { probability: 0.1, behaviour: { kind: 'error', status: 500 } },
  { probability: 0.025, behaviour: { kind: 'cut' } },
  { probability: 0.025, behaviour: { kind: 'cut-off' } },
  { probability: 0.025, behaviour: { kind: 'malformed-json' } },
  { probability: 0.025, behaviour: { kind: 'schema-breaking' } },
  { probability: 0.02, behaviour: { kind: 'hang' } },
];

/** High enough never to be reached: told, as OpenAI tells them. Its refusals are those of WEATHER. */
const LIMITS = { requestsPerMinute: 500_000, tokensPerMinute: 10_000_000_000 };

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32, public domain). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Who is asked how often, all photos at least once, in an order of its own. */
function planOf({ analyses, photos, seed }: ChaosOptions): number[] {
  const random = seeded(seed);
  const plan = Array.from({ length: analyses }, (_, at) =>
    at < photos ? at : Math.floor(random() * photos),
  );
  for (let at = plan.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [plan[at], plan[other]] = [plan[other] ?? 0, plan[at] ?? 0];
  }
  return plan;
}

/** A whole service in a bad place: its processes and its Redis are killed again and again, and its provider fails. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, say = () => {} } = options;
  const undo: (() => Promise<unknown> | unknown)[] = [];
  try {
    const redis = await startTestRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    undo.push(redis.close);
    if (!redis.server) throw new Error('a Redis of our own is needed: redis-server on the PATH');
    const openai = await startOpenaiServer({ chances: WEATHER, seed, latencyMs: 80, limits: LIMITS });
    undo.push(openai.close);
    say('making photos');
    const photos: Buffer[] = [];
    for (let number = 0; number < options.photos; number++) photos.push(await numberedPhoto(number, seed));

    const env = {
      REDIS_URL: redis.url,
      KEY_PREFIX: redis.prefix,
      OPEN_ON_LOOPBACK: 'true',
      ADMIN_KEY,
      PROVIDER: 'openai',
      OPENAI_API_KEY: 'sk-test-0123456789',
      OPENAI_BASE_URL: openai.url,
      OPENAI_TIMEOUT_MS: '2500',
      WORKER_LOCK_MS: `${WORKER_LOCK_MS}`,
      WORKER_CONCURRENCY: `${CONCURRENCY}`,
      RATE_LIMIT_PER_MINUTE: '0',
      LOG_LEVEL: 'warn',
    };
    const apis: Kept[] = [];
    const addresses: string[] = [];
    for (let n = 0; n < (options.apis ?? 2); n++) {
      const PORT = `${await freePort()}`;
      addresses.push(`http://127.0.0.1:${PORT}`);
      apis.push(await keep('api', `api ${n + 1}`, { ...env, PORT }));
    }
    const workers = await Promise.all(
      Array.from({ length: options.workers ?? 3 }, (_, n) => keep('worker', `worker ${n + 1}`, env)),
    );
    const services = [...apis, ...workers];
    let isStopped = false;
    const stopServices = async () => {
      if (isStopped) return;
      isStopped = true;
      await Promise.all(services.map((it) => it.stop()));
    };
    undo.push(stopServices);
    await limitMoney(addresses[0] ?? '');

    const kills = { workers: 0, apis: 0, redis: 0 };
    const random = seeded(seed + 1);
    /** The first, from a place by chance on, that is there to be killed. */
    const killOne = (list: Kept[]): number => {
      const first = Math.floor(random() * list.length);
      const order = [...list.slice(first), ...list.slice(0, first)];
      return order.some((it) => it.kill()) ? 1 : 0;
    };
    const from = performance.now();
    const timers = [
      setInterval(() => {
        kills.workers += killOne(workers);
      }, options.workerKillMs ?? 2000),
      setInterval(() => {
        kills.apis += killOne(apis);
      }, options.apiKillMs ?? 10_000),
    ];
    const samples: RssSample[] = [];
    timers.push(
      setInterval(() => {
        for (const service of services) {
          const sample = service.sample(from);
          if (sample) samples.push(sample);
        }
      }, 500),
    );
    undo.push(() => timers.forEach(clearInterval));
    const over = new AbortController();
    const plan = planOf(options);
    const answered = () => openai.bill.calls.length / options.photos;
    const storming = restartRedis(redis, options.redisRestarts ?? 3, answered, over.signal, () => {
      kills.redis += 1;
      say(`Redis killed and started again (${kills.redis})`);
    });
    const figures = await runClients({
      apis: addresses,
      photos,
      plan,
      submittersAtOnce: options.submittersAtOnce ?? 16,
      openAtOnce: options.openAtOnce ?? 300,
      patienceMs: options.patienceMs ?? 120_000,
      requestTimeoutMs: 15_000,
      say,
    });
    const seconds = (performance.now() - from) / 1000;
    over.abort();
    await storming;
    for (const timer of timers) clearInterval(timer);
    say('all is answered: looking at what is left');
    const left = await leftOver(redis, addresses[0] ?? '', options.settleMs ?? SETTLE_MS);
    await stopServices();
    const report = await reportOn();
    return report;

    async function reportOn(): Promise<ChaosReport> {
      const ended = figures.accepted.filter(({ analysis }) => analysis);
      const failed = tally(
        ended.flatMap(({ analysis }) =>
          analysis && analysis.status !== 'completed' ? [analysis.error?.code ?? analysis.status] : [],
        ),
      );
      const finished = new Set(
        (
          await Promise.all(
            ['completed', 'failed'].map((state) =>
              redis.client.zrange(`{${redis.prefix}jmj}:analyses:${state}`, '0', '-1'),
            ),
          )
        ).flat(),
      );
      const unique = new Set(plan).size;
      const found = {
        seconds,
        accepted: figures.accepted.length,
        completed: ended.filter(({ analysis }) => analysis?.status === 'completed').length,
        failed,
        stuck: figures.accepted.length - ended.length,
        refusals: Object.fromEntries(figures.refusals),
        slowestRequestMs: Math.round(figures.slowestMs),
        kills,
        ownEnds: services.reduce((sum, it) => sum + it.ownEnds, 0),
        paid: countPaid(openai),
        unique,
        paidAtMost: unique + kills.workers * CONCURRENCY,
        wrong: await countWrong(openai, figures.accepted),
        withoutTtl: Object.fromEntries(withoutTtl(await redis.keys(), finished)),
        left,
        memory: memoryOf(samples),
        output: () => services.map((it) => `--- ${it.name}\n${it.output().slice(-8000)}`).join('\n'),
      };
      return { ...found, broken: judge(found, figures, options) };
    }
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

const tally = (names: string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

/** So that money is held back for what is under way. */
async function limitMoney(api: string): Promise<void> {
  const answer = await fetch(`${api}/v1/admin/budgets/*`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: { month: { usd: 100_000 } } }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Kills Redis whenever a further share of the work is done. */
async function restartRedis(
  { server }: TestRedis,
  times: number,
  done: () => number,
  over: AbortSignal,
  onRestart: () => void,
): Promise<void> {
  for (let n = 1; n <= times && !over.aborted; ) {
    await pause(50, undefined, { signal: over }).catch(() => {});
    if (over.aborted || done() < n / (times + 1)) continue;
    await server?.stop();
    await pause(700);
    await server?.start();
    onRestart();
    n += 1;
  }
}

/** What is still there once everything had a moment to come to rest. */
async function leftOver(redis: TestRedis, api: string, ms: number): Promise<ChaosReport['left']> {
  const deadline = performance.now() + ms;
  for (;;) {
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const answer = await fetch(`${api}/v1/admin/budgets`, { headers }).catch(() => undefined);
    const told = answer?.ok ? ((await answer.json()) as { open: { holds: number } }) : undefined;
    const at = `{${redis.prefix}jmj}:analyses:`;
    const [wait, active, prioritized, delayed] = await Promise.all([
      redis.client.llen(`${at}wait`),
      redis.client.llen(`${at}active`),
      redis.client.zcard(`${at}prioritized`),
      redis.client.zcard(`${at}delayed`),
    ]);
    const photos = [...(await redis.keys()).keys()].filter((key) => key.includes('photo:')).length;
    const left = { jobs: wait + active + prioritized + delayed, photos, holds: told?.open.holds ?? -1 };
    if ((left.jobs === 0 && left.photos === 0 && left.holds === 0) || performance.now() > deadline)
      return left;
    await pause(500);
  }
}

function judge(
  found: Omit<ChaosReport, 'broken'>,
  { accepted }: ClientFigures,
  { analyses, settleMs = SETTLE_MS }: ChaosOptions,
): string[] {
  const broken: string[] = [];
  const expect = (holds: boolean, what: string) => void (holds || broken.push(what));
  const failed = Object.entries(found.failed).map(([code, count]) => `${count} ${code}`);
  expect(accepted.length === analyses, `accepted: ${accepted.length} of ${analyses}`);
  expect(failed.length === 0, `failed: ${failed.join(', ')}`);
  expect(found.stuck === 0, `stuck: ${found.stuck}`);
  expect(new Set(accepted.map(({ id }) => id)).size > 0, 'no ids');
  expect(found.paid.good <= found.paidAtMost, `paid: ${found.paid.good}, at most ${found.paidAtMost}`);
  expect(found.wrong === 0, `wrong critiques: ${found.wrong}`);
  expect(found.ownEnds === 0, `processes that ended by themselves: ${found.ownEnds}`);
  const holdsHadTime = settleMs >= HOLDS_SETTLE_MS;
  const shapes = Object.entries(found.withoutTtl);
  const bare = shapes
    .filter(([shape]) => holdsHadTime || !shape.includes(':budget:hold'))
    .map(([shape, count]) => `${count} × ${shape}`);
  expect(bare.length === 0, `keys without a TTL: ${bare.join(', ')}`);
  const { jobs, photos, holds } = found.left;
  expect(
    jobs === 0 && photos === 0 && (holds === 0 || !holdsHadTime),
    `left: ${jobs} jobs, ${photos} photos, ${holds} holds`,
  );
  for (const { name, firstBytes, lastBytes } of found.memory) {
    if (firstBytes === 0 || lastBytes === 0) continue; // too short a run to tell
    expect(
      lastBytes <= Math.max(firstBytes * FLAT, firstBytes + FLAT_BYTES),
      `memory of ${name}: ${firstBytes} to ${lastBytes} bytes`,
    );
  }
  return broken;
}
