import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Priority } from '@jmj/contracts';
import { startTestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { type Body, type BodyOptions, bareBody, fairBody } from './bodies.ts';

/** `pnpm bench fairness [--jobs 1000] [--work 50]`: how long one tenant waits while another has a thousand photos under way, and what fairness costs. */
const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '1000' },
    work: { type: 'string', default: '50' },
    concurrency: { type: 'string', default: '10' },
    workers: { type: 'string', default: '2' },
    cap: { type: 'string', default: '10' },
  },
});
const [jobs, work, concurrency, workers, cap] = [
  values.jobs,
  values.work,
  values.concurrency,
  values.workers,
  values.cap,
].map(Number) as [number, number, number, number, number];
const EVERY_MS = 200;
const ADDS_AT_ONCE = 50;
const ROUNDS = 5;

const server = await startTestRedis(['--maxmemory', '0']);
const redis = new Redis(server.url, { enableAutoPipelining: true, maxRetriesPerRequest: null });
let run = 0;

type Open = (options: BodyOptions) => Body;
const bare: Open = bareBody;
const fair =
  (tenantConcurrency = 0, patientShare = 80): Open =>
  (options) =>
    fairBody(options, { tenantConcurrency, patientShare });

async function within<T>(
  open: Open,
  options: Partial<BodyOptions>,
  use: (body: Body) => Promise<T>,
): Promise<T> {
  const body = open({ redis, prefix: `bench${run++}`, concurrency, workers, workMs: work, ...options });
  try {
    return await use(body);
  } finally {
    await body.close();
  }
}

async function addMany(body: Body, count: number, tenant: string, priority?: Priority): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await body.add(tenant, priority);
  };
  await Promise.all(Array.from({ length: ADDS_AT_ONCE }, lane));
}

const allStarted = async (body: Body, count: number) => {
  while (body.startedAt.size < count) await pause(5);
};

const quantile = (times: number[], q: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * q))] ?? Number.NaN;

const told = (waits: number[]) => ({
  'p50 ms': +quantile(waits, 0.5).toFixed(1),
  'p95 ms': +quantile(waits, 0.95).toFixed(1),
  'max ms': +Math.max(...waits).toFixed(1),
  samples: waits.length,
});

/** How long each of tenant B's jobs waits for a worker, one every 200 ms. */
async function waitsOfB(body: Body, seconds: number): Promise<number[]> {
  const waits: Promise<number>[] = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const from = performance.now();
    const id = await body.add('b');
    waits.push(
      (async () => {
        while (!body.startedAt.has(id)) await pause(1);
        return (body.startedAt.get(id) ?? 0) - from;
      })(),
    );
    await pause(EVERY_MS);
  }
  return Promise.all(waits);
}

async function waits(open: Open, busy: boolean, priority?: Priority, workMs = work) {
  return within(open, { workMs }, async (body) => {
    await pause(200);
    if (busy) await addMany(body, jobs, 'a', priority);
    const seconds = busy ? ((jobs * workMs) / 1000 / concurrency / workers) * 0.9 : 4;
    return told(await waitsOfB(body, Math.max(2, Math.min(seconds, 10))));
  });
}

/** Jobs finished in a second, of those that are there when the workers come. */
async function throughput(open: Open, workMs: number, count: number): Promise<number> {
  return within(open, { workMs }, async (body) => {
    await pause(200);
    const from = performance.now();
    await addMany(body, count, 'a');
    await allStarted(body, count);
    return count / ((performance.now() - from) / 1000);
  });
}

async function addRate(open: Open): Promise<number> {
  return within(open, { workers: 0 }, async (body) => {
    await addMany(body, 500, 'a');
    const from = performance.now();
    await addMany(body, 5000, 'a');
    return 5000 / ((performance.now() - from) / 1000);
  });
}

const bodies: [string, Open][] = [
  ['BullMQ alone', bare],
  ['fair', fair()],
  [`fair, TENANT_CONCURRENCY=${cap}`, fair(cap)],
];

console.log(
  `${workers} workers of ${concurrency} slots, jobs of ${work} ms; tenant A adds ${jobs}, B one every ${EVERY_MS} ms`,
);
const table: Record<string, object> = {};
for (const [name, open] of bodies) {
  table[`${name}: B alone`] = await waits(open, false);
  table[`${name}: with A's ${jobs}`] = await waits(open, true);
}
console.log("\nB's wait for a worker");
console.table(table);

console.log(`\nB's wait beside A's ${jobs} economy jobs of ${work * 10} ms`);
console.table({
  'PATIENT_SHARE=100': await waits(fair(0, 100), true, 'economy', work * 10),
  'PATIENT_SHARE=80': await waits(fair(0, 80), true, 'economy', work * 10),
});

/** Bodies take turns, so that a busy moment of the machine strikes all of them; the median of the rounds. */
async function cost() {
  const slots = workers * concurrency;
  const compared: [string, Open][] = [
    ['BullMQ alone', bare],
    ['fair', fair()],
    [`fair, TENANT_CONCURRENCY=${slots}`, fair(slots)],
  ];
  const measures: [string, (open: Open) => Promise<number>][] = [
    ['added', addRate],
    ['empty jobs', (open) => throughput(open, 0, 5000)],
    [`jobs of ${work} ms`, (open) => throughput(open, work, jobs)],
  ];
  const rows: Record<string, object> = {};
  for (const [what, measure] of measures) {
    const rates = compared.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [n, [, open]] of compared.entries()) rates[n]?.push(await measure(open));
    }
    const [floor = Number.NaN, ...others] = rates.map((its) => quantile(its, 0.5));
    for (const [n, rate] of [floor, ...others].entries()) {
      rows[`${what}: ${compared[n]?.[0]}`] = {
        'per s': Math.round(rate),
        'of the floor': +(rate / floor).toFixed(2),
      };
    }
  }
  return rows;
}

console.log(`\nWhat it costs, median of ${ROUNDS} rounds`);
console.table(await cost());

redis.disconnect();
await server.close();
