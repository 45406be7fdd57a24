import { setTimeout as pause } from 'node:timers/promises';
import type { FlightEvent } from '@jmj/core';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { createEventPublisher, createEventSubscriber } from './events.ts';
import { openConnections, until } from './fixtures/bench.ts';

let redis: TestRedis;
const connections = openConnections(() => redis.url);
beforeAll(async () => {
  redis = await startTestRedis();
});
afterEach(() => connections.close());
afterAll(() => redis.close());

const event: FlightEvent = {
  type: 'progress',
  status: 'active',
  stage: 'judging',
  at: '2026-01-02T03:04:05.000Z',
};

function open() {
  const connection = connections.open('fail');
  return {
    publisher: createEventPublisher(connection, redis.prefix),
    subscriber: createEventSubscriber(connection, () => {}, redis.prefix),
  };
}

/** Publishes again and again until the listener has heard. */
const untilHeard = (publish: () => Promise<void>, heard: unknown[]) =>
  until(async () => {
    await publish().catch(() => {});
    return heard.length > 0;
  });

test('an event reaches every subscriber of its fingerprint, as it was, and nobody else', async () => {
  const { publisher, subscriber } = open();
  const heard: Record<string, FlightEvent[]> = { a: [], alsoA: [], b: [], ready: [] };
  for (const [name, fingerprint] of [
    ['a', 'fa'],
    ['alsoA', 'fa'],
    ['b', 'fb'],
    ['ready', 'ready'],
  ] as const) {
    subscriber.subscribe(fingerprint, (it) => heard[name]!.push(it));
  }
  await untilHeard(() => publisher.publish('ready', event), heard.ready!);
  await publisher.publish('fa', event);
  await publisher.publish('fa', { ...event, analysisId: 'one' });
  await until(() => heard.alsoA!.length === 2);
  expect(heard.a).toEqual([event, { ...event, analysisId: 'one' }]);
  expect(heard.alsoA).toEqual(heard.a);
  expect(heard.b).toEqual([]);
  await subscriber.close();
});

test('who has unsubscribed hears nothing more, and the others still do', async () => {
  const { publisher, subscriber } = open();
  const gone: FlightEvent[] = [];
  const stays: FlightEvent[] = [];
  const unsubscribe = subscriber.subscribe('f', (it) => gone.push(it));
  subscriber.subscribe('f', (it) => stays.push(it));
  await untilHeard(() => publisher.publish('f', event), stays);
  unsubscribe();
  unsubscribe();
  const before = gone.length;
  const heard = stays.length;
  await publisher.publish('f', event);
  await until(() => stays.length > heard);
  expect(gone).toHaveLength(before);
  await subscriber.close();
});

test('events are heard again after Redis was away', async () => {
  if (!redis.server) return; // a server that is not ours is not ours to stop
  const { publisher, subscriber } = open();
  const heard: FlightEvent[] = [];
  subscriber.subscribe('f', (it) => heard.push(it));
  await untilHeard(() => publisher.publish('f', event), heard);
  await redis.server.stop();
  await expect(publisher.publish('f', event)).rejects.toThrow();
  await redis.server.start();
  heard.length = 0;
  await untilHeard(() => publisher.publish('f', event), heard);
  await subscriber.close();
});

test('a subscriber closes at once while Redis is away', async () => {
  if (!redis.server) return;
  const { subscriber } = open();
  await redis.server.stop();
  await pause(100);
  const from = Date.now();
  await subscriber.close();
  expect(Date.now() - from).toBeLessThan(500);
  await redis.server.start();
});

test('events leave nothing in Redis', async () => {
  const { publisher, subscriber } = open();
  await publisher.publish('f', event).catch(() => {});
  await publisher.close();
  await subscriber.close();
  expect([...(await redis.keys()).keys()]).toEqual([]);
});
