import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startTestRedis } from '@jmj/testing/redis';
import { startService } from '@jmj/testing/services';
import { type Comparison, compare } from './compare.ts';
import { fill } from './fill.ts';
import { load, rawRequest, type Server } from './load.ts';

/** `pnpm bench hit [--seconds N]`: what a known photo costs, as a ratio to the least that it could cost. */
const at = process.argv.indexOf('--seconds');
const SECONDS = at > 0 ? Number(process.argv[at + 1]) : 4;
const ROUNDS = 5;
const PHOTOS = 2000;
const PHOTO_BYTES = 1_200_000;
const KEY = 'bench-key';
const TENANT = 'bench';
const OPTIONS = { tone: 'professional', language: 'fr', photoType: 'general' } as const;
const ASKING = 50;
const SENDING = 4;

const sha256Of = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function startFloor(redisUrl: string) {
  const child = fork(fileURLToPath(new URL('floor.ts', import.meta.url)), {
    env: { ...process.env, REDIS_URL: redisUrl },
  });
  const [message] = (await once(child, 'message')) as [{ ready: string }];
  return { address: message.ready, pid: child.pid ?? 0, stop: () => child.kill() };
}

const authorization = `Bearer ${KEY}`;

function asking(path: string, hashes: string[], more: Record<string, string> = {}): Buffer[] {
  const headers = { authorization, 'content-type': 'application/json', ...more };
  return hashes.map((sha256) => rawRequest(path, headers, JSON.stringify({ sha256, ...OPTIONS })));
}

const sending = (path: string, photo: Uint8Array): Buffer[] => [
  rawRequest(path, { authorization, 'content-type': 'image/jpeg' }, photo),
];

async function sendingForm(path: string, photo: Uint8Array): Promise<Buffer[]> {
  const form = new FormData();
  for (const [name, value] of Object.entries(OPTIONS)) form.set(name, value);
  form.set('photo', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg');
  const body = new Response(form);
  const contentType = body.headers.get('content-type') ?? '';
  const bytes = new Uint8Array(await body.arrayBuffer());
  return [rawRequest(path, { authorization, 'content-type': contentType }, bytes)];
}

const redis = await startTestRedis();
const photo = await makePhoto({ seed: 1, width: 1600, height: 1000 });
const upload = Buffer.concat([photo, randomBytes(Math.max(0, PHOTO_BYTES - photo.byteLength))]);
const hashes = Array.from({ length: PHOTOS }, (_, i) => sha256Of(`photo ${i}`));
await fill({
  redisUrl: redis.url,
  hashes: [...hashes, sha256Of(upload)],
  tenant: TENANT,
  options: OPTIONS,
  photo,
});

const env = {
  REDIS_URL: redis.url,
  API_KEYS: `${TENANT}:${KEY}`,
  PORT: '0',
  PROVIDER: 'local',
  LOG_LEVEL: 'warn',
  // On, and never reached.
  RATE_LIMIT_PER_MINUTE: '1000000000',
};
const floor = await startFloor(redis.url);
const warm = await startService('api', env);
const cold = await startService('api', { ...env, CACHE_MEMORY_BYTES: '0' });

const on = (server: Server, requests: Buffer[], connections: number, expected: RegExp) => (seconds: number) =>
  load(server, { requests, connections, seconds, expected });
const PLAIN_HIT = /^cache-status: jmj; hit; (?!.*content-encoding)/ms;
const GZIP_HIT = /^cache-status: jmj; hit; .*^content-encoding: gzip/ms;
const JSON_ANSWER = /^content-type: application\/json/m;
const path = `/v1/analyses?${new URLSearchParams(OPTIONS)}`;

const readFloor = on(floor, asking('/read', hashes), ASKING, JSON_ANSWER);
const uploadFloor = on(floor, sending('/photo', upload), SENDING, JSON_ANSWER);
const known = asking('/v1/analyses', hashes);
const knownGzip = asking('/v1/analyses', hashes, { 'accept-encoding': 'gzip, deflate, br' });

const comparisons: Comparison[] = [
  {
    name: '(a) hash-first, from memory / bare Fastify + one GETBUFFER',
    aim: 0.6,
    floor: readFloor,
    ours: on(warm, known, ASKING, PLAIN_HIT),
  },
  {
    name: '(a) hash-first with the memory turned off: each read from Redis and inflated / the same floor',
    floor: readFloor,
    ours: on(cold, known, ASKING, PLAIN_HIT),
  },
  {
    name: '(b) upload of a known 1.2-MB photo / bare Fastify that receives and hashes',
    aim: 0.85,
    floor: uploadFloor,
    ours: on(warm, sending(path, upload), SENDING, PLAIN_HIT),
  },
  {
    name: '(b) the same in a form / bare Fastify + busboy that receives and hashes',
    aim: 0.85,
    floor: on(floor, await sendingForm('/form', upload), SENDING, JSON_ANSWER),
    ours: on(warm, await sendingForm('/v1/analyses', upload), SENDING, PLAIN_HIT),
  },
  {
    name: '(c) hash-first / the bare upload',
    aim: 30,
    floor: uploadFloor,
    ours: on(warm, known, ASKING, PLAIN_HIT),
  },
  {
    name: '(a) hash-first, from memory, passed on as gzip / the floor that passes on gzip',
    aim: 0.6,
    floor: readFloor,
    ours: on(warm, knownGzip, ASKING, GZIP_HIT),
  },
];

try {
  console.log(
    `Known photos, medians of ${ROUNDS} rounds of ${SECONDS} s each; ${PHOTOS} photos in turn, ${ASKING} connections (uploads: ${SENDING})\n`,
  );
  let allMet = true;
  for (const one of comparisons) allMet = (await compare(one, ROUNDS, SECONDS)) && allMet;
  process.exitCode = allMet ? 0 : 1;
} finally {
  floor.stop();
  await Promise.all([warm.stop(), cold.stop()]);
  await redis.close();
}
