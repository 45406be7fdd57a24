import { createHash } from 'node:crypto';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startTestRedis } from '@jmj/testing/redis';
import { startService } from '@jmj/testing/services';
import { fill } from './fill.ts';
import { load, rawRequest } from './load.ts';
const OPTIONS = { tone: 'professional', language: 'fr', photoType: 'general' } as const;
const redis = await startTestRedis();
const photo = await makePhoto({ seed: 1, width: 1600, height: 1000 });
const hashes = Array.from({ length: 2000 }, (_, i) => createHash('sha256').update(`photo ${i}`).digest('hex'));
await fill({ redisUrl: redis.url, hashes, tenant: 'bench', options: OPTIONS, photo });
const env = { REDIS_URL: redis.url, API_KEYS: 'bench:k', PORT: '0', PROVIDER: 'local', LOG_LEVEL: 'warn' };
const variants: Record<string, Record<string, string>> = {
  on: { RATE_LIMIT_PER_MINUTE: '1000000000' },
  rateOff: { RATE_LIMIT_PER_MINUTE: '0' },
  allOff: { RATE_LIMIT_PER_MINUTE: '0', MAX_EVENT_LOOP_DELAY_MS: '0' },
};
const requests = hashes.map((sha256) => rawRequest('/v1/analyses', { authorization: 'Bearer k', 'content-type': 'application/json' }, JSON.stringify({ sha256, ...OPTIONS })));
const servers = await Promise.all(Object.entries(variants).map(async ([name, more]) => ({ name, server: await startService('api', { ...env, ...more }), cpu: [] as number[] })));
for (let round = 0; round < 8; round++)
  for (const it of servers) {
    const r = await load(it.server, { requests, connections: 50, seconds: 1.5, expected: /hit/ });
    if (round > 0) it.cpu.push(r.cpuMicros);
  }
for (const { name, cpu } of servers) console.log(name, cpu.toSorted((a, b) => a - b).map((x) => x.toFixed(1)).join(' '));
await Promise.all(servers.map((it) => it.server.stop()));
await redis.close();
