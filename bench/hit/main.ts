import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createCritiqueCache, createRedisStore } from '@jmj/cache';
import { withScore } from '@jmj/contracts';
import { type CachedCritique, fingerprintKey, LOCAL_MODEL, PROMPT_REVISION, tenantMark } from '@jmj/core';
import { createPhotoPreparer } from '@jmj/photos';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startTestRedis } from '@jmj/testing/redis';
import { type RunningService, startService } from '@jmj/testing/services';
import { createLocalJudge } from '@jmj/vision';
import autocannon, { type Request, type Result } from 'autocannon';

/** `pnpm bench hit [--seconds N]`: what a known photo costs, as a ratio to the least that it could cost. */
const at = process.argv.indexOf('--seconds');
const SECONDS = at > 0 ? Number(process.argv[at + 1]) : 6;
const ROUNDS = 3;
const PHOTOS = 2000;
const PHOTO_BYTES = 1_200_000;
const KEY = 'bench-key';
const TENANT = 'bench';
const OPTIONS = { tone: 'professional', language: 'fr', photoType: 'general' } as const;

/** What a server took of the processor so far, ms; where the system tells. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10; // clock ticks of 1/100 s
}

interface Load extends Result {
  /** Of the server, per request. */
  cpuMicros: number;
}

async function load(server: Server, requests: Request[], connections: number): Promise<Load> {
  const { address: url, pid } = server;
  const before = cpuMs(pid);
  const result = await autocannon({
    url,
    requests,
    connections,
    duration: SECONDS,
    method: 'POST',
    // Each connection begins elsewhere in the list: in step they would all ask for one photo at a time.
    setupClient: (client) => {
      const from = Math.floor(Math.random() * requests.length);
      client.setRequests([...requests.slice(from), ...requests.slice(0, from)]);
    },
  });
  if (result.non2xx || result.errors)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} errors`);
  return { ...result, cpuMicros: ((cpuMs(pid) - before) * 1000) / result.requests.total };
}

interface Server {
  address: string;
  pid: number;
}

/** A critique as long as they are, from the local judge. */
async function realCritique(photo: Uint8Array): Promise<CachedCritique> {
  const prepared = await createPhotoPreparer().prepare(photo);
  const task = { photo: prepared, ...OPTIONS, model: LOCAL_MODEL };
  const { critique } = await createLocalJudge().judge(task, new AbortController().signal);
  const now = Date.now();
  return {
    critique: withScore(critique),
    source: 'local',
    model: LOCAL_MODEL,
    photo: { sha256: 'x', bytes: photo.byteLength, ...prepared.original },
    shownBy: [tenantMark(TENANT)],
    judgedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 86_400_000).toISOString(),
  };
}

async function fill(redisUrl: string, hashes: string[], cached: CachedCritique, photo: Uint8Array) {
  const redis = await startClient(redisUrl);
  const critiques = createCritiqueCache(createRedisStore(redis));
  const judge = { model: LOCAL_MODEL, promptRevision: PROMPT_REVISION };
  const known = createHash('sha256').update(photo).digest('hex');
  for (const sha256 of [...hashes, known]) {
    const entry = { ...cached, photo: { ...cached.photo, sha256 } };
    await critiques.put(fingerprintKey({ sha256, ...OPTIONS, ...judge }), entry);
    await redis.set(`floor:${sha256}`, gzipSync(JSON.stringify(entry)));
  }
  redis.disconnect();
}

async function startClient(url: string) {
  const { Redis } = await import('ioredis');
  return new Redis(url);
}

async function startFloor(redisUrl: string) {
  const child = fork(fileURLToPath(new URL('floor.ts', import.meta.url)), {
    env: { ...process.env, REDIS_URL: redisUrl },
  });
  const [message] = (await once(child, 'message')) as [{ ready: string }];
  return { address: message.ready, pid: child.pid ?? 0, stop: () => child.kill() };
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** One after the other, in turns, so that both see the same machine. */
async function compare(
  name: string,
  aim: number,
  floor: () => Promise<Load>,
  ours: () => Promise<Load>,
): Promise<boolean> {
  const rounds: { floor: Load; ours: Load }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push({ floor: await floor(), ours: await ours() });
  const ratio = median(rounds.map((it) => it.ours.requests.average / it.floor.requests.average));
  const show = (side: 'floor' | 'ours') => {
    const rate = median(rounds.map((it) => it[side].requests.average));
    const p50 = median(rounds.map((it) => it[side].latency.p50));
    const p99 = median(rounds.map((it) => it[side].latency.p99));
    const cpu = median(rounds.map((it) => it[side].cpuMicros));
    return `${side} ${rate.toFixed(0)}/s, p50 ${p50} ms, p99 ${p99} ms; ${cpu.toFixed(0)} µs of the server's processor each`;
  };
  const met = ratio >= aim;
  console.log(
    `${name}\n  ${show('floor')}\n  ${show('ours')}\n  ratio ${ratio.toFixed(2)} (aim ≥ ${aim}: ${met ? 'met' : 'NOT MET'})\n`,
  );
  return met;
}

const redis = await startTestRedis();
const photo = Buffer.concat([await makePhoto({ seed: 1, width: 1600, height: 1000 })]);
const upload = Buffer.concat([photo, randomBytes(Math.max(0, PHOTO_BYTES - photo.length))]);
const hashes = Array.from({ length: PHOTOS }, (_, i) =>
  createHash('sha256').update(`photo ${i}`).digest('hex'),
);
await fill(redis.url, hashes, await realCritique(photo), upload);

const env = {
  REDIS_URL: redis.url,
  API_KEYS: `${TENANT}:${KEY}`,
  PORT: '0',
  PROVIDER: 'local',
  LOG_LEVEL: 'warn',
};
const floor = await startFloor(redis.url);
const warm = await startService('api', env);
const cold = await startService('api', { ...env, CACHE_MEMORY_BYTES: '0' });
const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };
const inquiries = (path: string): Request[] =>
  hashes.map((sha256) => ({ method: 'POST', path, headers, body: JSON.stringify({ sha256, ...OPTIONS }) }));
const sends = (path: string): Request[] => [
  { method: 'POST', path, headers: { ...headers, 'content-type': 'image/jpeg' }, body: upload },
];
const query = new URLSearchParams(OPTIONS);
const inquire = (api: RunningService) => () => load(api, inquiries('/v1/analyses'), 50);
const readFloor = () => load(floor, inquiries('/read'), 50);
const uploadFloor = () => load(floor, sends('/photo'), 4);

try {
  console.log(
    `Known photos, ${ROUNDS} rounds of ${SECONDS} s each; 2,000 photos in turn, 50 connections (uploads: 4)\n`,
  );
  const met = [
    await compare(
      '(a) hash-first, from memory / bare Fastify + one GETBUFFER',
      0.6,
      readFloor,
      inquire(warm),
    ),
    await compare(
      '(a) hash-first, every one read from Redis / the same floor',
      0.6,
      readFloor,
      inquire(cold),
    ),
    await compare(
      '(b) upload of a known 1.2-MB photo / bare Fastify that receives and hashes',
      0.85,
      uploadFloor,
      () => load(warm, sends(`/v1/analyses?${query}`), 4),
    ),
    await compare('(c) hash-first / the bare upload', 30, uploadFloor, inquire(warm)),
  ];
  process.exitCode = met.every(Boolean) ? 0 : 1;
} finally {
  floor.stop();
  await Promise.all([warm.stop(), cold.stop()]);
  await redis.close();
}
