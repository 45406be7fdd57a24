import type { Analysis } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { type Harness, startHarness } from './testing/harness.ts';

/** An answer later than this would be a request that hangs, ms. */
const AT_ONCE_MS = 4000;

let it: Harness;
beforeAll(async () => {
  it = await startHarness();
});
afterAll(() => it.close());

test('while Redis hangs one deadline is waited for, not one for each question; afterwards everything works again', async () => {
  const { server } = it.redis;
  if (!server) return;
  const photo = await makePhoto({ seed: 2, width: 200, height: 150 });
  const pid = server.pid;
  process.kill(pid, 'SIGSTOP');
  const times: number[] = [];
  try {
    for (let n = 0; n < 3; n++) {
      const asked = Date.now();
      const answer = await it.upload(photo);
      times.push(Date.now() - asked);
      expect(answer.status).toBe(503);
    }
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  expect(times[0]).toBeLessThan(AT_ONCE_MS);
  expect(Math.max(...times.slice(1))).toBeLessThan(1000);
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline && (await it.call('/readyz')).status !== 200)
    await new Promise((r) => setTimeout(r, 100));
  expect((await it.upload(photo)).status).toBe(202);
});

test('without Redis a request gets 503 and Retry-After, at once; afterwards everything works again', async () => {
  const { server } = it.redis;
  if (!server) {
    process.stdout.write('not tried: the server given by REDIS_URL is not ours to stop\n');
    return;
  }
  const photo = await makePhoto({ seed: 1, width: 200, height: 150 });
  await server.stop();
  const asked = Date.now();
  const answer = await it.upload(photo);
  expect(Date.now() - asked).toBeLessThan(AT_ONCE_MS);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await answer.json()).toMatchObject({ code: 'queue-unavailable' });
  expect((await it.call('/readyz')).status).toBe(503);
  expect((await it.call('/livez')).status).toBe(200);

  await server.start();
  const worker = await it.startWorker();
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline && (await it.call('/readyz')).status !== 200)
    await new Promise((r) => setTimeout(r, 100));
  const { id } = (await (await it.upload(photo)).json()) as Analysis;
  expect((await it.whenEnded(id)).status).toBe('completed');
  await worker.stop();
});
