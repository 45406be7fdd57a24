import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../openai-server.ts';
import { seededRandom } from '../random.ts';
import type { TestRedis } from '../redis.ts';
import type { Kept } from './kept.ts';

/** Calls: 20 % 429, 10 % 500, 5 % cut off, 5 % malformed, 2 % without an answer. */
export const WEATHER: Chance[] = [
  { probability: 0.2, behaviour: { kind: 'rate-limited', headers: { 'retry-after-ms': '150' } } },
  { probability: 0.1, behaviour: { kind: 'error', status: 500 } },
  { probability: 0.025, behaviour: { kind: 'cut' } },
  { probability: 0.025, behaviour: { kind: 'cut-off' } },
  { probability: 0.025, behaviour: { kind: 'malformed-json' } },
  { probability: 0.025, behaviour: { kind: 'schema-breaking' } },
  { probability: 0.02, behaviour: { kind: 'hang' } },
];

/** High enough never to be reached: told, as OpenAI tells them. Its refusals are those of WEATHER. */
export const LIMITS = { requestsPerMinute: 500_000, tokensPerMinute: 10_000_000_000 };

/** How long Redis is away each time, ms. */
const AWAY_MS = 700;

/** Milliseconds since 1970. */
export interface Kills {
  workers: { name: string; at: number }[];
  apis: { name: string; at: number }[];
  redis: number[];
}

export interface StormOptions {
  workers: Kept[];
  apis: Kept[];
  redis: TestRedis;
  workerKillMs: number;
  apiKillMs: number;
  redisRestarts: number;
  seed: number;
  /** Of the work, 0 to 1: Redis is killed whenever a further share of it is done. */
  done(): number;
  /** The signal is on its way. */
  onWorkerKill(name: string): void;
  say(line: string): void;
}

/** Kills services and Redis until it is told to stop. */
export function startStorm(options: StormOptions): { kills: Kills; stop(): Promise<void> } {
  const kills: Kills = { workers: [], apis: [], redis: [] };
  const random = seededRandom(options.seed);
  const over = new AbortController();

  /** The first, from a place by chance on, that is there to be killed. */
  function killOne(list: Kept[], killed: Kills['workers']): string | undefined {
    const first = Math.floor(random() * list.length);
    const one = [...list.slice(first), ...list.slice(0, first)].find((it) => it.kill());
    if (one) killed.push({ name: one.name, at: Date.now() });
    return one?.name;
  }

  async function restartRedis(): Promise<void> {
    for (let n = 1; n <= options.redisRestarts; ) {
      await pause(50, undefined, { signal: over.signal }).catch(() => {});
      if (over.signal.aborted) return;
      if (options.done() < n / (options.redisRestarts + 1)) continue;
      kills.redis.push(Date.now());
      await options.redis.server?.stop();
      await pause(AWAY_MS);
      await options.redis.server?.start();
      options.say(`Redis killed and started again (${n})`);
      n += 1;
    }
  }

  const timers = [
    setInterval(() => {
      const name = killOne(options.workers, kills.workers);
      if (name !== undefined) options.onWorkerKill(name);
    }, options.workerKillMs),
    setInterval(() => killOne(options.apis, kills.apis), options.apiKillMs),
  ];
  const restarting = restartRedis();
  return {
    kills,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      over.abort();
      await restarting;
    },
  };
}
