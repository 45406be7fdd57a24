import type { FlightState } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { someHash } from './fixtures/bench.ts';
import { createFlights } from './flights.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.close());

const flights = () => createFlights(redis.client, redis.prefix);
const judging: FlightState = { jobId: 'j1', stage: 'judging', startedAt: '2026-01-02T03:04:05.000Z' };

test('who joins waits, once, until they leave', async () => {
  const fingerprint = someHash();
  for (const id of ['a', 'b', 'a', 'c']) await flights().join(fingerprint, id);
  expect((await flights().waiting(fingerprint)).sort()).toEqual(['a', 'b', 'c']);
  await flights().leave(fingerprint, ['a', 'c', 'stranger']);
  await flights().leave(fingerprint, []);
  expect(await flights().waiting(fingerprint)).toEqual(['b']);
  await flights().leave(fingerprint, ['b']);
  expect(await flights().waiting(fingerprint)).toEqual([]);
});

test('flights of other fingerprints are not seen', async () => {
  const fingerprint = someHash();
  await flights().join(fingerprint, 'a');
  await flights().report(fingerprint, judging);
  expect(await flights().waiting(`${fingerprint}x`)).toEqual([]);
  expect(await flights().look(`${fingerprint}x`)).toEqual({});
});

test('the last report is what is seen', async () => {
  const fingerprint = someHash();
  await flights().report(fingerprint, { ...judging, stage: 'preparing' });
  await flights().report(fingerprint, judging);
  expect(await flights().look(fingerprint)).toEqual({ state: judging });
});

test('an end stands beside the state until the flight has landed, and the next report takes the end away', async () => {
  const fingerprint = someHash();
  const end = { jobId: 'j1', error: { code: 'photo-gone', message: 'gone' } } as const;
  await flights().report(fingerprint, judging);
  await flights().end(fingerprint, end);
  expect(await flights().look(fingerprint)).toEqual({ end, state: judging });
  await flights().land(fingerprint);
  expect(await flights().look(fingerprint)).toEqual({ end });
  await flights().report(fingerprint, { ...judging, jobId: 'j2' });
  expect(await flights().look(fingerprint)).toEqual({ state: { ...judging, jobId: 'j2' } });
});

test('every key of a flight has a TTL: two days for those who wait, an hour for the state, a minute for the end', async () => {
  const one = someHash();
  const two = someHash();
  await flights().join(one, 'a');
  await flights().report(one, judging);
  await flights().end(two, { jobId: 'j1' });
  const ttls = [...(await redis.keys())]
    .filter(([key]) => key.includes(one) || key.includes(two))
    .map(([key, ms]) => `${key.split(':').at(-1)} ${Math.ceil(ms / 1000)}`);
  expect(ttls.sort()).toEqual(['end 60', 'state 3600', 'waiting 172800']);
});
