import { createHash } from 'node:crypto';
import { makePhoto } from '@jmj/testing/photo-maker';
import { startTestRedis, type TestRedis } from '@jmj/testing/redis';
import { type RunningService, startService } from '@jmj/testing/services';
import { type Harness, KEY, startHarness } from './testing/harness.ts';

let primary: TestRedis;
let replica: TestRedis;
let it: Harness;
let near: RunningService;

beforeAll(async () => {
  primary = await startTestRedis(['--repl-diskless-sync-delay', '0']);
  replica = await startTestRedis(['--replicaof', '127.0.0.1', new URL(primary.url).port]);
  it = await startHarness({ CACHE_REDIS_URL: primary.url });
  near = await startService('api', { ...it.env, CACHE_REPLICA_URL: replica.url, CACHE_MEMORY_BYTES: '0' });
  await it.startWorker();
});
afterAll(async () => {
  await near.stop();
  await it.close();
  await replica.client.replicaof('NO', 'ONE');
  await replica.close();
  await primary.close();
});

const inquire = async (photo: Uint8Array) => {
  const body = JSON.stringify({ sha256: createHash('sha256').update(photo).digest('hex') });
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  return (await fetch(`${near.address}/v1/analyses`, { method: 'POST', headers, body })).status;
};

const readsOf = async ({ client }: TestRedis) =>
  Number(/cmdstat_get:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0);

test('reads go to the replica; when it dies the primary answers, and nobody notices', async () => {
  const photo = await makePhoto({ seed: 1, width: 300, height: 200 });
  await it.whenEnded((await it.submit(photo)).id);
  const caughtUp = Date.now() + 5000;
  let [onReplica, onPrimary] = [0, 0];
  do {
    const before = [await readsOf(replica), await readsOf(primary)] as const;
    for (let i = 0; i < 5; i++) expect(await inquire(photo)).toBe(200);
    [onReplica, onPrimary] = [(await readsOf(replica)) - before[0], (await readsOf(primary)) - before[1]];
  } while (onPrimary > 0 && Date.now() < caughtUp);
  expect(onReplica).toBeGreaterThanOrEqual(5);
  expect(onPrimary).toBe(0);

  if (!replica.server) {
    process.stdout.write('not tried: a replica in a container is not ours to stop\n');
    return;
  }
  await replica.server.stop();
  for (let i = 0; i < 5; i++) expect(await inquire(photo)).toBe(200);
  await replica.server.start();
});
