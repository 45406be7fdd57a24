import { fileURLToPath } from 'node:url';
import { runCalm } from './chaos/calm.ts';
import { type ClientFigures, runClients } from './chaos/clients.ts';
import { PLACES, startKeptFleet } from './chaos/fleet.ts';
import { ageHolds, leftOver, limitMoney } from './chaos/left.ts';
import { memoryOf } from './chaos/memory.ts';
import { countPaid, openCallsOf } from './chaos/paid.ts';
import { numberedPhoto } from './chaos/photos.ts';
import { planOf } from './chaos/plan.ts';
import { type ChaosReport, judge } from './chaos/report.ts';
import { LIMITS, startStorm, WEATHER } from './chaos/storm.ts';
import { countWrong, tally, withoutTtl } from './chaos/verdict.ts';
import { startOpenaiServer } from './openai-server.ts';
import { startTestRedis } from './redis.ts';

export { paidAtMost } from './chaos/report.ts';
export type { ChaosReport };

export interface ChaosOptions {
  analyses: number;
  /** At most 65 536, those of the calm included. */
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
  /** Of Redis's append-only file. @default what infra/redis/queue.conf says */
  fsync?: 'everysec' | 'always' | undefined;
  /** Rounds without kills after the storm, for the memory of processes. @default 9 of 500 analyses */
  calm?: { rounds: number; analyses: number };
  /** Without news for so long, what is open counts as stuck, ms. @default 120000 */
  patienceMs?: number;
  /** How long what is left may take to go, ms. @default 300000 */
  settleMs?: number;
  /** Does not wait the two minutes after which money that is held for a request that died is looked after: makes them pass. */
  hurry?: boolean;
  say?: (line: string) => void;
}

const QUEUE_CONF = fileURLToPath(new URL('../../../infra/redis/queue.conf', import.meta.url));
/** With `everysec` Redis may lose, when it is killed, what it acknowledged while its disk was busy: 2 s at most, and some for the answer's way. */
const FORGOTTEN_MS = { before: 2500, after: 1000 };

/** A whole service in a bad place: its processes and its Redis are killed again and again, and its provider fails. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, say = () => {}, calm = { rounds: 9, analyses: 500 } } = options;
  const undo: (() => Promise<unknown> | unknown)[] = [];
  try {
    const appendfsync = options.fsync ? ['--appendfsync', options.fsync] : [];
    const redis = await startTestRedis(['--include', QUEUE_CONF, ...appendfsync]);
    undo.push(redis.close);
    if (!redis.server) throw new Error('a Redis of our own is needed: redis-server on the PATH');
    const [, fsync = ''] = (await redis.client.config('GET', 'appendfsync')) as string[];
    const openai = await startOpenaiServer({ chances: WEATHER, seed, latencyMs: 80, limits: LIMITS });
    undo.push(openai.close);
    say(`making photos; Redis writes with appendfsync ${fsync}`);
    const photos: Buffer[] = [];
    while (photos.length < options.photos) photos.push(await numberedPhoto(photos.length, seed));

    const fleet = await startKeptFleet({
      ...{ redisUrl: redis.url, keyPrefix: redis.prefix, openaiUrl: openai.url },
      ...{ workers: options.workers ?? 3, apis: options.apis ?? 2 },
    });
    undo.push(fleet.stop);
    const [firstApi = ''] = fleet.addresses;
    await limitMoney(firstApi);

    const stormBytes = new Map<string, number>();
    const watching = setInterval(() => {
      for (const { name, rss } of fleet.services)
        stormBytes.set(name, Math.max(stormBytes.get(name) ?? 0, rss() ?? 0));
    }, 500);
    undo.push(() => clearInterval(watching));
    const since = performance.now();
    let openAtKills = 0;
    const storm = startStorm({
      ...{ workers: fleet.workers, apis: fleet.apis, redis, seed: seed + 1, say },
      workerKillMs: options.workerKillMs ?? 2000,
      apiKillMs: options.apiKillMs ?? 10_000,
      redisRestarts: options.redisRestarts ?? 3,
      done: () => openai.bill.calls.length / options.photos,
      onWorkerKill: (name) => {
        openAtKills += openCallsOf(openai, name);
      },
    });
    undo.push(storm.stop);
    const plan = planOf(options.analyses, options.photos, seed);
    const clients = {
      ...{ apis: fleet.addresses, photos, say },
      ...{ submittersAtOnce: 16, openAtOnce: 300, requestTimeoutMs: 15_000 },
      patienceMs: options.patienceMs ?? 120_000,
      mayBeForgotten: (at: number) =>
        fsync !== 'always' &&
        storm.kills.redis.some((kill) => at > kill - FORGOTTEN_MS.before && at < kill + FORGOTTEN_MS.after),
    };
    const stormy = await runClients({ ...clients, plan });
    const seconds = (performance.now() - since) / 1000;
    await storm.stop();
    const { kills } = storm;
    clearInterval(watching);
    const paid = await countPaid(openai, kills);
    say('the storm is over: the same again, without kills');
    const { figures, gauged } = await runCalm({ services: fleet.services, ...calm, seed, clients });
    say('all is answered: looking at what is left');
    const restartOne = async () => {
      await ageHolds(redis);
      fleet.workers[0]?.kill();
    };
    const left = await leftOver(redis, firstApi, {
      ms: options.settleMs ?? 300_000,
      hurry: options.hurry ? restartOne : undefined,
    });
    await fleet.stop();

    const accepted = [...stormy.accepted, ...figures.flatMap((it) => it.accepted)];
    const jobs = ['completed', 'failed'].map((state) =>
      redis.client.zrange(`{${redis.prefix}jmj}:analyses:${state}`, '0', '-1'),
    );
    const found = {
      ...{ seconds, fsync, openAtKills, left },
      ...standing(stormy),
      forgotten: stormy.forgotten,
      refusals: Object.fromEntries(stormy.refusals),
      slowestRequestMs: Math.round(stormy.slowestMs),
      kills: { workers: kills.workers.length, apis: kills.apis.length, redis: kills.redis.length },
      ownEnds: fleet.services.reduce((sum, it) => sum + it.ownEnds, 0),
      paid,
      unique: new Set(plan).size,
      places: PLACES,
      wrong: await countWrong(openai, accepted),
      withoutTtl: Object.fromEntries(
        withoutTtl(await redis.keys(), new Set((await Promise.all(jobs)).flat())),
      ),
      calm: {
        analyses: calm.rounds * calm.analyses,
        completed: figures.reduce((sum, it) => sum + standing(it).completed, 0),
      },
      memory: [...gauged].map(([name, rounds]) =>
        memoryOf(name, rounds, calm.analyses, stormBytes.get(name) ?? 0),
      ),
      output: () => fleet.services.map((it) => `--- ${it.name}\n${it.output().slice(-8000)}`).join('\n'),
    };
    return { ...found, broken: judge(found, options) };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** How the accepted analyses ended. */
function standing({ accepted }: ClientFigures) {
  const ended = accepted.flatMap(({ analysis }) => analysis ?? []);
  const completed = ended.filter(({ status }) => status === 'completed').length;
  const others = ended.filter(({ status }) => status !== 'completed');
  return {
    accepted: accepted.length,
    completed,
    failed: tally(others.map(({ error, status }) => error?.code ?? status)),
    stuck: accepted.length - ended.length,
  };
}
