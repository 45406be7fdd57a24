import { createHash } from 'node:crypto';
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type ByteStore, createCritiqueCache, createRoomyStore } from '@jmj/cache';
import { connectRedis } from '@jmj/queue';
import { startTestRedis } from '@jmj/testing/redis';
import type { Redis } from 'ioredis';
import { someCritique } from './critiques.ts';
import type { JobsGiven, JobsReport } from './jobs.ts';

const MB = 1024 * 1024;
const CACHE_MAX_BYTES = 64 * MB;
const SERVER_MAX_BYTES = 128 * MB;
const TTL_MS = 86_400_000;
const BATCH = 2000;
const CONCURRENCY = 32;
/** Bare SETs go round so many keys, so that they take no room. */
const FLOOR_KEYS = 1000;
/** Redis gives back clients' buffers and too large tables within this, ms. */
const SETTLE_MS = 2500;
const RATIO_AIM = 0.1;
const ACCOUNT_ERROR_AIM = 0.05;

const { values: options } = parseArgs({ options: { megabytes: { type: 'string', default: '1000' } } });
const wantedBytes = Number(options.megabytes) * 1e6;

interface Made {
  key: string;
  value: Uint8Array;
  ttlSeconds: number;
}

/** Critiques as the cache stores them, made beforehand so that only the writing is timed. */
async function make(from: number): Promise<{ entries: Made[]; jsonBytes: number }> {
  const entries: Made[] = [];
  const catching = {
    set: async (key: string, value: Uint8Array, ttlSeconds: number) =>
      void entries.push({ key, value, ttlSeconds }),
  } as ByteStore;
  const cache = createCritiqueCache(catching);
  let jsonBytes = 0;
  for (let n = from; n < from + BATCH; n++) {
    const critique = someCritique(n);
    jsonBytes += Buffer.byteLength(JSON.stringify(critique));
    const sha256 = createHash('sha256').update(String(n)).digest('hex');
    const now = Date.now();
    await cache.put(`${sha256}:roast:fr:general:p1:gpt-6-luna`, {
      critique,
      source: 'openai',
      model: 'gpt-6-luna',
      photo: { sha256, bytes: 1_200_000, width: 4000, height: 3000, format: 'jpeg' },
      shownBy: [sha256.slice(0, 16)],
      judgedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + TTL_MS).toISOString(),
    });
    if (n % 50 === 0) await breathe();
  }
  return { entries, jsonBytes };
}

/** Milliseconds that `work` takes for all entries, so many at a time. */
async function timed(entries: Made[], work: (entry: Made, n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < entries.length; n = next++) {
      const entry = entries[n];
      if (entry) await work(entry, n);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  return performance.now() - from;
}

const usedMemory = async (redis: Redis): Promise<number> =>
  Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);

const server = await startTestRedis([
  ...['--maxmemory', String(SERVER_MAX_BYTES)],
  ...['--maxmemory-policy', 'noeviction'],
]);
const redis = connectRedis(server.url, {
  name: 'bench-room',
  whenDown: 'wait',
  connectTimeoutMs: 1000,
  onError: () => {},
});
const emptyBytes = await usedMemory(server.client);
const cache = createRoomyStore(redis, { maxBytes: CACHE_MAX_BYTES });
const jobs = new Worker(new URL('./jobs.ts', import.meta.url), {
  workerData: { url: server.url } satisfies JobsGiven,
});

let watching = true;
const most = { account: 0, used: 0 };
const watch = (async () => {
  while (watching) {
    most.account = Math.max(most.account, (await cache.occupancy()).bytes);
    most.used = Math.max(most.used, await usedMemory(server.client));
    await pause(10);
  }
})();

let critiques = 0;
let jsonBytes = 0;
let storedBytes = 0;
let refused = 0;
const floorTimes: number[] = [];
const roomTimes: number[] = [];
while (jsonBytes < wantedBytes) {
  const made = await make(critiques);
  floorTimes.push(
    await timed(made.entries, ({ value, ttlSeconds }, n) =>
      redis.set(
        `floor:${n % FLOOR_KEYS}`,
        Buffer.from(value.buffer, value.byteOffset, value.byteLength),
        'EX',
        ttlSeconds,
      ),
    ),
  );
  roomTimes.push(
    await timed(made.entries, ({ key, value, ttlSeconds }) =>
      cache.set(key, value, ttlSeconds).catch(() => {
        refused++;
      }),
    ),
  );
  critiques += BATCH;
  jsonBytes += made.jsonBytes;
  storedBytes += made.entries.reduce((sum, { value }) => sum + value.byteLength, 0);
  if (process.stderr.isTTY) process.stderr.write(`\r${(jsonBytes / 1e6).toFixed(0)} MB of critiques `);
}
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');

const report = new Promise<JobsReport>((resolve, reject) => {
  jobs.once('message', resolve);
  jobs.once('error', reject);
});
jobs.postMessage('stop');
const { done, failures } = await report;
watching = false;
await watch;

await pause(SETTLE_MS);
const { entries, bytes, evictions, expiries } = await cache.occupancy();
const used = await usedMemory(server.client);
await cache.clear('analysis:');
await pause(SETTLE_MS);
const real = used - (await usedMemory(server.client));
await redis.quit();
await server.client.flushall();
await server.close();

/** Writes per second over the batches in which the cache was full already. */
const rate = (times: number[]): number => {
  const late = times.slice(Math.floor(times.length / 2));
  return (late.length * BATCH * 1000) / late.reduce((sum, ms) => sum + ms, 0);
};
const mb = (value: number): string => `${(value / MB).toFixed(1)} MB`;
const accountError = bytes / real - 1;
const ratio = rate(roomTimes) / rate(floorTimes);

console.log(
  `${critiques} critiques, ${(jsonBytes / 1e6).toFixed(0)} MB of JSON (${Math.round(jsonBytes / critiques)} B each, ${Math.round(storedBytes / critiques)} B stored)`,
);
console.log(
  `CACHE_MAX_BYTES ${mb(CACHE_MAX_BYTES)}, server ${mb(SERVER_MAX_BYTES)} noeviction, ${mb(emptyBytes)} when empty`,
);
console.log(`most seen: cache ${mb(most.account)} by its account, server ${mb(most.used)} in all`);
console.log(
  `at the end: ${entries} entries, account ${mb(bytes)}, really freed by clearing ${mb(real)} (account ${(100 * accountError).toFixed(1)} %)`,
);
console.log(`evictions ${evictions}, expiries ${expiries}, writes refused ${refused}`);
console.log(
  `writes while full: ${Math.round(rate(roomTimes))}/s, bare SET ${Math.round(rate(floorTimes))}/s, ratio ${ratio.toFixed(2)} (${CONCURRENCY} at a time)`,
);
console.log(`jobs meanwhile: ${done} done, ${failures.length} failed`);
for (const failure of failures.slice(0, 5)) console.log(`  ${failure}`);

const aims: [string, boolean][] = [
  ['the cache stays under CACHE_MAX_BYTES', most.account <= CACHE_MAX_BYTES],
  ['the server stays under maxmemory', most.used <= SERVER_MAX_BYTES],
  [
    `the account is within ${100 * ACCOUNT_ERROR_AIM} % of what Redis really uses`,
    Math.abs(accountError) <= ACCOUNT_ERROR_AIM,
  ],
  ['no critique is refused', refused === 0],
  ['no job fails', failures.length === 0 && done > 0],
  [`writes at ${RATIO_AIM} of bare SET or better`, ratio >= RATIO_AIM],
];
for (const [aim, met] of aims) console.log(`${met ? 'met   ' : 'MISSED'} ${aim}`);
process.exitCode = aims.every(([, met]) => met) ? 0 : 1;
