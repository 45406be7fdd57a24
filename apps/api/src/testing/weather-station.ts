import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '@jmj/sdk';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type RunningService, startService } from '@jmj/testing/services';
import type { Redis } from 'ioredis';

const ADMIN_KEY = 'admin-key-of-the-tests';

/** What each service answers while it lasts; `known` by the hash of a photo that the api's memory has. */
export interface Observed {
  api: { submit: number; known: number; held: number; livez: number; readyz: number };
  worker: { livez: number; readyz: number };
  dashboard: { figures: number; board: number; livez: number; readyz: number };
}

/** An answer that was refused, as the SDK met it. */
export interface Refusal {
  status: number;
  retryAfter: string | null;
}

/** An api, a worker and a dashboard as processes, and the SDK, on one Redis. */
export interface Station {
  fleet: Fleet;
  dashboard: RunningService;
  /** A client of its own, and what it is refused. */
  sdk(): { client: Client; refused: Refusal[] };
  newPhoto(): Promise<Uint8Array>;
  /** Has one photo judged, and known to the api's memory: that begins anew whenever Redis was away. */
  learn(): Promise<void>;
  /** Asks all of them at once; `slowestMs`: the slowest answer of the api. */
  look(heldId?: string): Promise<{ observed: Observed; slowestMs: number }>;
  /** Resolves with how long it took until the three are ready again, ms. */
  ready(withinMs: number): Promise<number>;
  /** What the worker has logged, line by line. */
  workerLines(): string[];
  /** Pictures that the provider was asked about more than once. */
  paidTwice(): number;
  close(): Promise<void>;
}

/** The SDK obeys `Retry-After`; tests have not the time for it. What it was told is noted. */
function hastyFetch(refusals: Refusal[]): typeof fetch {
  return async (...request) => {
    const answer = await fetch(...request);
    const retryAfter = answer.headers.get('retry-after');
    if (answer.ok || answer.status !== 503) return answer;
    refusals.push({ status: answer.status, retryAfter });
    const headers = new Headers(answer.headers);
    headers.set('retry-after', '1');
    return new Response(answer.body, { status: answer.status, headers });
  };
}

/** @param look a connection to the same Redis */
export async function startStation(
  redisUrl: string,
  look: Redis,
  env: Record<string, string> = {},
): Promise<Station> {
  const prefix = `weather${process.pid}:`;
  const all = {
    ...{ REDIS_URL: redisUrl, KEY_PREFIX: prefix, WORKER_PORT: '0' },
    ...{ REQUEST_DEADLINE_MS: '3000', WORKER_LOCK_MS: '2000', REDIS_CONNECT_TIMEOUT_MS: '1000', ...env },
  };
  const [fleet, dashboard] = await Promise.all([
    startFleet({ workers: 1, env: all }),
    startService('dashboard', { ...all, ADMIN_KEY, DASHBOARD_PORT: '0', DASHBOARD_DIR: '/nowhere' }),
  ]);
  const { openai } = fleet;
  const sdk = () => {
    const refused: Refusal[] = [];
    return { client: createClient({ baseUrl: fleet.api.address, fetch: hastyFetch(refused) }), refused };
  };
  const worker = () => fleet.workers[0] as RunningService;
  let seed = 1;
  let known: Uint8Array | undefined;
  const newPhoto = () => makePhoto({ seed: seed++, width: 160, height: 120 });

  const statusOf = async (url: string, headers: Record<string, string> = {}) =>
    (await fetch(url, { headers, signal: AbortSignal.timeout(10_000) })).status;
  const asAdmin = (path: string) =>
    statusOf(`${dashboard.address}${path}`, { authorization: `Bearer ${ADMIN_KEY}` });

  async function readiness(): Promise<boolean> {
    const at = [fleet.api.address, worker().address, dashboard.address];
    const statuses = await Promise.all(at.map((address) => statusOf(`${address}/readyz`)));
    return statuses.every((status) => status === 200);
  }

  return {
    fleet,
    dashboard,
    sdk,
    newPhoto,
    async learn() {
      known ??= await newPhoto();
      await sdk().client.analyze(known);
      const isListening = async () => (await look.pubsub('NUMSUB', `${prefix}jmj:cache:erased`))[1] !== 0;
      while (!(await isListening())) await sleep(20);
      await fleet.upload(known);
    },
    async look(heldId) {
      const photo = await newPhoto();
      let slowestMs = 0;
      const timed = async (answer: Promise<{ status: number }>) => {
        const since = performance.now();
        const { status } = await answer;
        slowestMs = Math.max(slowestMs, performance.now() - since);
        return status;
      };
      const { address } = fleet.api;
      const apiAsked = {
        submit: timed(fleet.upload(photo)),
        known: known ? timed(fleet.upload(known)) : 200,
        held: heldId ? timed(fleet.call(`/v1/analyses/${heldId}`)) : 0,
        livez: statusOf(`${address}/livez`),
        readyz: statusOf(`${address}/readyz`),
      };
      const workerAsked = {
        livez: statusOf(`${worker().address}/livez`),
        readyz: statusOf(`${worker().address}/readyz`),
      };
      const dashboardAsked = {
        figures: asAdmin('/admin/api/figures'),
        board: asAdmin('/admin/queues/api/queues'),
        livez: statusOf(`${dashboard.address}/livez`),
        readyz: statusOf(`${dashboard.address}/readyz`),
      };
      const observed = {
        api: await answered(apiAsked),
        worker: await answered(workerAsked),
        dashboard: await answered(dashboardAsked),
      };
      return { observed, slowestMs };
    },
    async ready(withinMs) {
      const since = performance.now();
      while (!(await readiness())) {
        if (performance.now() - since > withinMs) throw new Error(`not ready within ${withinMs} ms`);
        await sleep(50);
      }
      return performance.now() - since;
    },
    workerLines: () => worker().output().split('\n'),
    paidTwice() {
      const pictures = openai.calls.map(({ image }) =>
        createHash('sha256')
          .update(image?.bytes ?? '')
          .digest('hex'),
      );
      return pictures.length - new Set(pictures).size;
    },
    async close() {
      await dashboard.stop();
      await fleet.close();
    },
  };
}

async function answered<Name extends string>(
  asked: Record<Name, Promise<number> | number>,
): Promise<Record<Name, number>> {
  const entries = Object.entries(asked) as [Name, Promise<number> | number][];
  return Object.fromEntries(
    await Promise.all(entries.map(async ([name, status]) => [name, await status])),
  ) as Record<Name, number>;
}
