import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { Redis } from 'ioredis';
import { describeByteStore } from '../contract.ts';
import { createRedisStore } from '../redis-store.ts';
import { slowLine } from './fixtures/slow-line.ts';
import { createPulse, type Pulse } from './pulse.ts';
import { createReplicaStore, type ReplicaStoreOptions } from './replica-store.ts';

const MAX_LAG_MS = 600;
const one = Uint8Array.of(1);
const two = Uint8Array.of(2);

let primary: TestRedis;
let replica: TestRedis;
let line: Awaited<ReturnType<typeof slowLine>>;
let reader: Redis;
let pulse: Pulse;
let keyPrefix: string;

const portOf = (redis: TestRedis) => Number(new URL(redis.url).port);
const linked = async () => /master_link_status:up/.test(await replica.client.info('replication'));
async function until(holds: () => Promise<boolean> | boolean, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still not so: ${holds}`);
    await pause(10);
  }
}
const follow = async (port: number) => {
  await replica.client.replicaof('127.0.0.1', port);
};

beforeAll(async () => {
  primary = await startTestRedis(['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1']);
  line = await slowLine(portOf(primary));
  replica = await startTestRedis(['--replicaof', '127.0.0.1', String(line.port)]);
  await until(linked);
});
afterAll(async () => {
  await replica.client.replicaof('NO', 'ONE');
  await replica.close();
  await line.close();
  await pause(50);
  await primary.close();
});
beforeEach(async () => {
  line.delayMs = 0;
  keyPrefix = `${primary.prefix}${randomUUID()}:`;
  reader = new Redis(replica.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
    disconnectTimeout: 100,
    retryStrategy: () => 20,
  });
  reader.on('error', () => {});
  await new Promise((resolve) => reader.once('ready', resolve));
  pulse = createPulse(primary.client, reader, { keyPrefix, everyMs: 50 });
  await until(async () => Number.isFinite(await pulse.lastSeen()));
});
afterEach(async () => {
  pulse.close();
  reader.disconnect();
});

const open = (options: Partial<ReplicaStoreOptions> = {}) =>
  createReplicaStore(createRedisStore(primary.client, keyPrefix), createRedisStore(reader, keyPrefix), {
    pulse,
    isReplicaUp: () => reader.status === 'ready',
    maxLagMs: MAX_LAG_MS,
    restMs: 200,
    ...options,
  });
const onReplica = (key: string) => replica.client.exists(keyPrefix + key);
/** As another process would write or erase it: this one knows nothing of it. */
const elsewhere = () => createRedisStore(primary.client, keyPrefix);
const found = async (store: { get(key: string): Promise<Uint8Array | undefined> }, key: string) => [
  ...((await store.get(key)) ?? []),
];

describeByteStore('a primary and a replica', () => open());

test('reads are the replica’s, writes the primary’s', async () => {
  await elsewhere().set('k', one, 60);
  await until(async () => (await onReplica('k')) === 1);
  const store = open();
  for (let n = 0; n < 50; n++) expect(await found(store, 'k')).toEqual([1]);
  expect(store.counts()).toMatchObject({ replica: 50, primary: 0 });
});

test('what the replica does not have yet is found on the primary', async () => {
  line.delayMs = 300;
  await elsewhere().set('new', one, 60);
  expect(await onReplica('new')).toBe(0);
  const store = open();
  expect(await found(store, 'new')).toEqual([1]);
  expect(store.counts()).toMatchObject({ replica: 0, primary: 1 });
});

test('what this process has erased, cleared or replaced does not come back from a replica behind', async () => {
  const store = open();
  for (const key of ['erased', 'replaced', 'cleared']) await elsewhere().set(key, one, 60);
  await until(async () => (await onReplica('cleared')) === 1);
  line.delayMs = 400;
  await store.delete(['erased']);
  await store.set('replaced', two, 60);
  let seenOnReplica = 0;
  for (const end = Date.now() + 800; Date.now() < end; await pause(5)) {
    seenOnReplica += await onReplica('erased');
    expect(await store.get('erased')).toBeUndefined();
    expect(await found(store, 'replaced')).toEqual([2]);
  }
  expect(seenOnReplica).toBeGreaterThan(10);
  await store.clear('');
  expect(await onReplica('cleared')).toBe(1);
  expect(await store.get('cleared')).toBeUndefined();
});

test('what another process erased is gone at once when it is told, and after the greatest lag when it is not', async () => {
  const told = open();
  const untold = open();
  await elsewhere().set('k', one, 60);
  await until(async () => (await onReplica('k')) === 1);
  await follow(1); // cut off: it serves what it had, for ever
  await elsewhere().delete(['k']);
  const erasedAt = performance.now();
  told.forget(['k']);
  try {
    expect(await onReplica('k')).toBe(1);
    let staleUntil = 0;
    for (const end = performance.now() + 1500; performance.now() < end; await pause(2)) {
      expect(await told.get('k')).toBeUndefined();
      const from = performance.now();
      if (await untold.get('k')) staleUntil = from - erasedAt;
    }
    expect(await onReplica('k')).toBe(1);
    expect(staleUntil).toBeGreaterThan(0); // else nothing was shown here
    expect(staleUntil).toBeLessThanOrEqual(MAX_LAG_MS);
  } finally {
    await follow(line.port);
    await until(linked);
  }
});

test('a stopped replica costs three reads the hedge, the others nothing, and is read again when it goes on', async () => {
  await elsewhere().set('k', one, 60);
  await until(async () => (await onReplica('k')) === 1);
  const store = open();
  expect(await found(store, 'k')).toEqual([1]);
  process.kill(replica.server!.pid, 'SIGSTOP');
  const took: number[] = [];
  try {
    for (const end = Date.now() + 600; Date.now() < end; ) {
      const from = performance.now();
      expect(await found(store, 'k')).toEqual([1]);
      took.push(performance.now() - from);
    }
  } finally {
    process.kill(replica.server!.pid, 'SIGCONT');
  }
  const delayed = took.filter((ms) => ms > 10);
  expect(delayed.length).toBeGreaterThanOrEqual(3);
  // On a busy machine others are late too, but few, and none waits for the replica, which is stopped for 600 ms.
  expect(delayed.length / took.length).toBeLessThan(0.2);
  expect(Math.max(...took)).toBeLessThan(400);
  const before = store.counts().replica;
  await until(async () => {
    await store.get('k');
    return store.counts().replica > before;
  });
});

test('a lagging replica is left alone until it has caught up', async () => {
  await elsewhere().set('k', one, 60);
  await until(async () => (await onReplica('k')) === 1);
  line.delayMs = 1500;
  await pause(MAX_LAG_MS + 100);
  const store = open();
  for (let n = 0; n < 20; n++) expect(await found(store, 'k')).toEqual([1]);
  expect(store.counts()).toMatchObject({ replica: 0, primary: 20, lagging: 1 });
  line.delayMs = 0;
  await until(async () => {
    await store.get('k');
    return store.counts().replica > 0;
  });
});

test('a primary that fails while the replica is slow is told as the primary’s failure', async () => {
  const store = createReplicaStore(
    { ...elsewhere(), get: () => Promise.reject(new Error('primary gone')) },
    { ...elsewhere(), get: () => new Promise(() => {}) },
    { pulse, isReplicaUp: () => true },
  );
  await expect(store.get('k')).rejects.toThrow('primary gone');
});

test('a killed replica is not waited for; neither is one that is not there from the start', async () => {
  await elsewhere().set('k', one, 60);
  const store = open();
  await replica.server!.stop();
  const from = performance.now();
  for (let n = 0; n < 100; n++) expect(await found(store, 'k')).toEqual([1]);
  expect(performance.now() - from).toBeLessThan(500);
  const nowhere = new Redis(1, { lazyConnect: true, enableOfflineQueue: false });
  const without = open({ isReplicaUp: () => nowhere.status === 'ready' });
  expect(await found(without, 'k')).toEqual([1]);
  await replica.server!.start();
  await until(linked);
  await until(() => reader.status === 'ready');
  await until(async () => {
    await store.get('k');
    return store.counts().replica > 0;
  });
});
