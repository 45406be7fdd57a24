import { setTimeout as pause } from 'node:timers/promises';
import { startFleet } from '@jmj/testing/fleet';
import { startLine } from '@jmj/testing/line';
import { makePhoto } from '@jmj/testing/photo-maker';
import { NOBODYS_PORT, startTestRedis, testWithServer } from '@jmj/testing/redis';

/** More than the pauses between two tries to connect. */
const LOCK_MS = 3000;

async function until(holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  for (const deadline = Date.now() + ms; !(await holds()); await pause(10))
    if (Date.now() > deadline) throw new Error(`still not so after ${ms} ms: ${holds}`);
}

testWithServer('a worker that comes back late')(
  'delivers the critique that it held while Redis was away, though another has taken its job: it is paid for once',
  async () => {
    const redis = await startTestRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    const server = redis.server!;
    const port = Number(new URL(redis.url).port);
    const line = await startLine(port);
    const fleet = await startFleet({
      workers: 0,
      env: { REDIS_URL: redis.url, WORKER_LOCK_MS: `${LOCK_MS}`, TWINS: 'off' },
    });
    try {
      await fleet.startWorker({ REDIS_URL: `redis://127.0.0.1:${line.port}` });
      const answer = Promise.withResolvers<void>();
      fleet.openai.script({ kind: 'held', until: answer.promise });
      const { id } = await fleet.submit(await makePhoto({ seed: 1, width: 120, height: 90 }));
      await until(() => fleet.openai.calls.length === 1);

      const other = await fleet.startWorker();
      const stalled = `{${fleet.redis.prefix}jmj}:analyses:stalled`;
      await until(async () => (await redis.client.scard(stalled)) === 1); // at its next look the other may take it
      await server.stop();
      line.toPort = NOBODYS_PORT;
      answer.resolve();
      await until(() => fleet.openai.calls[0]?.status === 200);
      await pause(LOCK_MS);

      await server.start();
      await until(() => other.output().includes('took over a job'));
      line.toPort = port;
      expect(await fleet.ended([id], 15_000)).toMatchObject([{ status: 'completed', source: 'openai' }]);
      expect(fleet.openai.calls.length).toBe(1);
    } finally {
      await fleet.close();
      await line.close();
      await redis.close();
    }
  },
  60_000,
);
