import { createLedger } from '@jmj/billing';
import { createRedisStore, createUserIndex } from '@jmj/cache';
import { createTwinIndex } from '@jmj/cache/twins';
import { userHashOf } from '@jmj/core';
import { createIdempotencyKeys } from '@jmj/intake';
import { createAnalysisRecords, createQuarantine } from '@jmj/queue';
import { everythingIn } from '@jmj/testing/everything';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { sweepIndexes } from './sweep.ts';

const ULLA = { tenant: 'acme', userId: 'ulla' };
const HASH = userHashOf('acme', 'ulla');
const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

const onError = (error: unknown) => {
  throw error;
};

/** All that is noted of a photo of Ulla's. */
async function come(sha256: string): Promise<void> {
  const { client, prefix: keyPrefix } = redis;
  const fingerprint = `${sha256}:roast:fr:general:p1:m`;
  await createUserIndex(client, keyPrefix).add(ULLA, fingerprint);
  const twins = createTwinIndex({ redis: client, store: createRedisStore(client, keyPrefix), keyPrefix });
  const sketch = { descriptor: Buffer.from('seen'), keys: { store: ['one'], lookup: [] } };
  await twins.add('acme', { sha256, sketch, ttlSeconds: 60 });
  const keys = createIdempotencyKeys({ redis: client, keyPrefix, ttlSeconds: 60 });
  await keys.claim({ tenant: 'acme', key: sha256, userHash: HASH }, 'p');
  await createQuarantine(client, keyPrefix).add(sha256, 'a job', 3);
  const now = Date.now();
  await createAnalysisRecords(client, keyPrefix).create({
    ...{ ...ULLA, id: sha256, fingerprint, model: 'm', status: 'queued', photo: { sha256, bytes: 1 } },
    ...{ tone: 'roast', language: 'fr', photoType: 'general' },
    ...{ createdAt: new Date(now).toISOString(), expiresAt: new Date(now + 60_000).toISOString() },
  });
  const ledger = createLedger({ redis: client, keyPrefix, onError });
  const about = { tenant: 'acme', userHash: HASH, fingerprint, analysisId: sha256, model: 'm', latencyMs: 1 };
  const how = { tier: 'default', outcome: 'completed' } as const;
  await ledger.record({ id: sha256, at: new Date(now).toISOString(), ...about, ...how });
  await ledger.close();
}

/** As if two days had passed for what is said of the old photo in indexes, and for keys that are its own. */
async function age(): Promise<void> {
  const { client, prefix } = redis;
  for (const key of (await redis.keys()).keys()) {
    if (key.includes(OLD)) await client.del(key);
    if (!key.includes(prefix) || (await client.type(key)) !== 'zset') continue;
    const [first, second] = await client.zrangeBuffer(key, '0', '-1');
    if (!first || !second) continue;
    const score = Number(await client.zscore(key, first));
    await client.zadd(key, score - (score > 1e11 ? 172_900_000 : 172_900), first);
  }
}

test('of somebody who comes every day, what is over goes from every index, and the rest stays', async () => {
  await come(OLD);
  await new Promise((done) => setTimeout(done, 1100)); // twins are scored by the second
  await come(NEW);
  await age();
  const holding = async (sha256: string) => {
    const raw = Buffer.from(sha256, 'hex').toString('latin1');
    const all = [...(await everythingIn(redis))].filter(([, it]) => it.includes(sha256) || it.includes(raw));
    return all.map(([key]) => key.replaceAll(redis.prefix, '')).sort();
  };
  const { client, prefix: keyPrefix } = redis;
  expect((await holding(OLD)).length).toBeGreaterThanOrEqual(6);
  const before = await holding(NEW);
  await sweepIndexes({ queue: client, cache: client, isShared: true, keyPrefix });
  expect(await holding(OLD)).toEqual([]);
  expect(await holding(NEW)).toEqual(before);
  expect(await client.zcard(`{${keyPrefix}jmj}:once:by:${HASH}`)).toBe(1);
});
