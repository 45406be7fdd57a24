import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { ByteStore } from '@jmj/cache';
import { createTwinIndex } from '@jmj/cache/twins';
import type { TwinIndex } from '@jmj/core';
import { startTestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { copyKeys, hashOf, isPlain, photoKeys } from './synthetic.ts';

/** `pnpm bench index [--sizes 1000,100000] [--members 16] [--candidates 8]`: what looking for a twin costs as photos grow in number. */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000,1000000' },
    members: { type: 'string', default: '16' },
    candidates: { type: 'string', default: '8' },
    lookups: { type: 'string', default: '1000' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const lookups = Number(values.lookups);
const TENANT = 'bench';
/** The median of real photographs (docs/twins.md); random, so that it takes what it takes. */
const DESCRIPTOR_BYTES = 13_500;
/** So many descriptors are really there; every look-up fetches as many as it would, from among these. */
const SAMPLE = 2000;
const IN_FLIGHT = 256;

const server = await startTestRedis(['--maxmemory', '0']);
const redis = new Redis(server.url, { enableAutoPipelining: true });

const usedMemory = async (): Promise<number> =>
  Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);

/** Stands for the byte store: takes no room for descriptors, and answers one of the sample for any. */
const sampleStore: ByteStore = {
  kind: 'redis',
  get: async (key) =>
    (await redis.getBuffer(`sample:${Number.parseInt(key.slice(-8), 16) % SAMPLE}`)) ?? undefined,
  set: async () => {},
  delete: async () => 0,
  clear: async () => 0,
  stats: async () => ({ entries: 0, bytes: 0 }),
};

async function inFlight(from: number, to: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = from;
  const lane = async () => {
    while (next < to) await work(next++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

async function storeSample(): Promise<number> {
  const before = await usedMemory();
  await inFlight(0, SAMPLE, async (n) => {
    await redis.set(`sample:${n}`, randomBytes(DESCRIPTOR_BYTES), 'EX', 86_400);
  });
  return ((await usedMemory()) - before) / SAMPLE;
}

const quantile = (times: number[], q: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * q))] ?? Number.NaN;

interface Timed {
  p50: number;
  p99: number;
  /** Share of the look-ups that found the photo meant, and candidates fetched on average. */
  found: number;
  fetched: number;
}

async function time(index: TwinIndex, photos: number[], keys: (photo: number) => string[]): Promise<Timed> {
  const times: number[] = [];
  let found = 0;
  let fetched = 0;
  for (const photo of photos) {
    const lookup = keys(photo);
    const from = performance.now();
    const candidates = await index.find(TENANT, lookup);
    times.push(performance.now() - from);
    fetched += candidates.length;
    if (candidates.some(({ sha256 }) => sha256 === hashOf(photo))) found++;
  }
  return {
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    found: found / photos.length,
    fetched: fetched / photos.length,
  };
}

/** What one bare round trip costs at this moment, ms. */
async function pings(): Promise<{ p50: number; p99: number }> {
  const times: number[] = [];
  for (let n = 0; n < lookups; n++) {
    const from = performance.now();
    await redis.ping();
    times.push(performance.now() - from);
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

/** Photos of one sort, evenly from among the first `size`. */
function pick(size: number, plain: boolean): number[] {
  const picked: number[] = [];
  const step = Math.max(1, Math.floor(size / (lookups * (plain ? 20 : 2))));
  for (let n = 0; n < size && picked.length < lookups; n += step) if (isPlain(n) === plain) picked.push(n);
  return picked;
}

const ms = (value: number): string => value.toFixed(2).padStart(6);
const show = (name: string, { p50, p99, found, fetched }: Timed): void =>
  console.log(
    `  ${name.padEnd(26)} p50 ${ms(p50)} ms  p99 ${ms(p99)} ms  found ${(found * 100).toFixed(1).padStart(5)} %  fetched ${fetched.toFixed(1)}`,
  );

try {
  const membersPerKey = Number(values.members);
  const maxCandidates = Number(values.candidates);
  const index = createTwinIndex({ redis, store: sampleStore, membersPerKey, maxCandidates });
  const descriptorBytes = await storeSample();
  console.log(
    `Twin index: ${membersPerKey} photos a key, ${maxCandidates} descriptors fetched; ${lookups} look-ups of each sort, one after the other, on loopback`,
  );
  console.log(
    `A descriptor of ${DESCRIPTOR_BYTES} bytes takes ${descriptorBytes.toFixed(0)} in Redis (${SAMPLE} stored)`,
  );
  const empty = await usedMemory();
  let stored = 0;
  for (const size of sizes) {
    const from = performance.now();
    const first = stored;
    await inFlight(stored, size, (n) =>
      index.add(TENANT, {
        sha256: hashOf(n),
        sketch: { descriptor: new Uint8Array(), keys: photoKeys(n) },
        ttlSeconds: 86_400,
      }),
    );
    stored = size;
    const seconds = (performance.now() - from) / 1000;
    const bytes = ((await usedMemory()) - empty) / size;
    console.log(
      `\n${size.toLocaleString('en')} photos: ${bytes.toFixed(0)} bytes of index each, without the descriptor; ${((size - first) / seconds).toFixed(0)} added a second`,
    );
    const floor = await pings();
    console.log(`  ${'a bare PING'.padEnd(26)} p50 ${ms(floor.p50)} ms  p99 ${ms(floor.p99)} ms`);
    show('a copy', await time(index, pick(size, false), (photo) => copyKeys(photo).lookup));
    show('a copy of a plain picture', await time(index, pick(size, true), (photo) => copyKeys(photo).lookup));
    const unknown = Array.from({ length: lookups }, (_, n) => 2 * Math.max(...sizes) + n);
    show('a new photo', await time(index, unknown, (photo) => photoKeys(photo).lookup));
  }
} finally {
  redis.disconnect();
  await server.close();
}
