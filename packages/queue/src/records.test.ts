import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { someRecord } from './fixtures/bench.ts';
import { createAnalysisRecords } from './records.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

const records = () => createAnalysisRecords(redis.client, redis.prefix);
const completedAt = '2026-01-02T03:04:05.000Z';
const failed = (message: string) =>
  ({ status: 'failed', error: { code: 'internal', message }, completedAt }) as const;

test('a record is read as it was created', async () => {
  const record = someRecord();
  await records().create(record);
  expect(await records().get(record.id)).toEqual(record);
});

test('a record that is created ended is read as ended, and cannot be settled again', async () => {
  const record = { ...someRecord(), status: 'completed', source: 'cache', completedAt } as const;
  await records().create(record);
  expect(await records().get(record.id)).toEqual(record);
  expect(await records().settle(record.id, { status: 'canceled', completedAt })).toBe(false);
  expect((await records().get(record.id))?.status).toBe('completed');
});

test('an unknown id is not known', async () => {
  expect(await records().get('nobody')).toBeUndefined();
});

test('of many who settle a record at the same time one wins, and its word stays', async () => {
  const record = someRecord();
  await records().create(record);
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_, n) =>
      (await records().settle(record.id, failed(`${n}`))) ? n : -1,
    ),
  );
  const winners = answers.filter((n) => n >= 0);
  expect(winners).toHaveLength(1);
  expect(await records().get(record.id)).toEqual({ ...record, ...failed(`${winners[0]}`) });
});

test('settling never brings an expired record back', async () => {
  const record = someRecord(30);
  await records().create(record);
  await pause(60);
  expect(await records().settle(record.id, failed('late'))).toBe(false);
  expect(await redis.client.exists(`${redis.prefix}request:${record.id}`)).toBe(0);
});

test('a record expires with its analysis, also after it was settled', async () => {
  const record = someRecord(50_000);
  const key = `${redis.prefix}request:${record.id}`;
  await records().create(record);
  await records().settle(record.id, failed('x'));
  const ttl = (await redis.keys()).get(key);
  expect(ttl).toBeGreaterThan(45_000);
  expect(ttl).toBeLessThanOrEqual(50_000);
});
