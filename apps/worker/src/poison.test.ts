import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Analysis, Problem } from '@jmj/contracts';
import { createQuarantine } from '@jmj/queue';
import { batchCalls, makeAlbum, sha256Of } from '@jmj/testing/album';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import { keepPoisonedWorkerUp, POISONED_ARGS, poisonJpeg } from '@jmj/testing/poison';
import { OPENAI_MODEL } from './fixtures/fetching.ts';

const FETCHING = fileURLToPath(new URL('./fixtures/fetching-worker.ts', import.meta.url));

let fleet: Fleet;
let workers: ReturnType<typeof keepPoisonedWorkerUp>;
const calls = () => batchCalls(fleet);

beforeAll(async () => {
  fleet = await startFleet({
    workers: 0,
    openai: { batchMs: 200 },
    env: {
      ...{ BATCH_API_MIN: '3', BATCH_POLL_MS: '100', WORKER_LOCK_MS: '1000' },
      ...{ MAX_PIXELS: '1000000', OPENAI_MODEL, FETCH_CONCURRENCY: '0' },
    },
  });
}, 60_000);
afterEach(() => workers.stop());
afterAll(() => fleet?.close());

/** An album one of whose photos kills whoever opens it. */
async function poisonedAlbum(pictures: number, seed: number) {
  const album = await makeAlbum({ pictures, copies: 0, seed });
  const [first, second] = album;
  const bytes = poisonJpeg(second!.bytes);
  const poison = { ...second!, bytes, sha256: sha256Of(bytes) };
  return { poison, others: album.filter((it) => it !== second), album: [first!, poison, ...album.slice(2)] };
}

const idsOf = (analyses: Analysis[]) => analyses.map(({ id }) => id);

async function refusal(answer: Response): Promise<[number, string]> {
  return [answer.status, ((await answer.json()) as Problem).code];
}

test('a photo of a batch that kills two workers and its taster ends alone, and is not taken again', async () => {
  workers = keepPoisonedWorkerUp(fleet);
  const { poison, others, album } = await poisonedAlbum(8, 9300);
  const batch = await calls().create(album);
  expect(batch.way).toBe('batch');
  await calls().sendAll(batch, album);
  const done = await calls().look(batch.id, 50);
  expect(done).toMatchObject({ status: 'completed', counts: { total: 8, completed: 7, failed: 1 } });
  // The third was a process that only tasted it.
  expect(workers.deaths).toEqual(['SIGSEGV', 'SIGSEGV']);
  const results = await calls().results(batch.id);
  const failed = results.filter(({ analysis }) => analysis?.status === 'failed');
  expect(failed).toMatchObject([
    { sha256: poison.sha256, analysis: { error: { code: 'photo-quarantined' } } },
  ]);
  expect(fleet.openai.bill.calls).toHaveLength(7);

  const again = await calls().create([poison, ...others], { tone: 'professional' });
  expect(await refusal(await calls().send(again.id, poison.sha256, poison.bytes))).toEqual([
    422,
    'photo-quarantined',
  ]);
  await calls().sendAll(again, others);
  const over = await calls().look(again.id, 50);
  expect(over).toMatchObject({ status: 'completed', counts: { completed: 7, failed: 1, missing: 0 } });
  expect(await refusal(await fleet.upload(poison.bytes))).toEqual([422, 'photo-quarantined']);
  expect(workers.deaths).toHaveLength(2);
}, 120_000);

test('a bomb is refused where it is sent, and the batch goes on without it', async () => {
  workers = keepPoisonedWorkerUp(fleet);
  const album = await makeAlbum({ pictures: 3, copies: 0, seed: 9400 });
  const bytes = await makePhoto({ seed: 9410, width: 1001, height: 1000 });
  const bomb = { bytes, sha256: sha256Of(bytes), ref: 'bomb.jpg' };
  const batch = await calls().create([...album, bomb]);
  await calls().sendAll(batch, album);
  // The last one that is missing: the batch starts although it is refused.
  expect(await refusal(await calls().send(batch.id, bomb.sha256, bytes))).toEqual([
    422,
    'photo-too-many-pixels',
  ]);
  expect(await calls().look(batch.id, 50)).toMatchObject({
    status: 'completed',
    counts: { completed: 3, failed: 1 },
  });
  const results = await calls().results(batch.id);
  expect(results.find(({ ref }) => ref === 'bomb.jpg')?.analysis?.error?.code).toBe('photo-too-many-pixels');
}, 120_000);

test('a photo that was found out while other analyses of it waited is not opened for them', async () => {
  const photo = poisonJpeg(await makePhoto({ seed: 9500, width: 300, height: 200 }));
  const asked = await Promise.all(['en', 'fr'].map((language) => fleet.submit(photo, { language })));
  await createQuarantine(fleet.redis.client, fleet.redis.prefix).add(sha256Of(photo), 'another', 3);
  workers = keepPoisonedWorkerUp(fleet);
  const ended = await fleet.ended(
    asked.map(({ id }) => id),
    20_000,
  );
  expect(ended.map(({ error }) => error?.code)).toEqual(['photo-quarantined', 'photo-quarantined']);
  expect(workers.deaths).toEqual([]);
}, 60_000);

test('however many analyses of a photo wait, it kills two workers; the photos beside it are judged', async () => {
  const photo = poisonJpeg(await makePhoto({ seed: 9700, width: 300, height: 200 }));
  const wishes = ['roast', 'professional', 'learning'].flatMap((tone) =>
    ['en', 'fr', 'de', 'it'].map((language) => ({ tone, language })),
  );
  const poisonous = await Promise.all(wishes.map((wish) => fleet.submit(photo, wish)));
  const others = await Promise.all(
    [1, 2, 3, 4].map(async (n) => fleet.submit(await makePhoto({ seed: 9700 + n, width: 300, height: 200 }))),
  );
  workers = keepPoisonedWorkerUp(fleet, { WORKER_CONCURRENCY: '2' });
  const codes = (await fleet.ended(idsOf(poisonous), 50_000)).map(({ error }) => error?.code);
  expect(new Set(codes)).toEqual(new Set(['photo-quarantined']));
  expect(workers.deaths).toEqual(['SIGSEGV', 'SIGSEGV']);
  expect((await fleet.ended(idsOf(others), 20_000)).map(({ status }) => status)).toEqual(
    others.map(() => 'completed'),
  );
}, 120_000);

describe('a photo that is named by its address', () => {
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  test('is not opened by who fetches it; its analysis ends in quarantine, and so it is not taken again', async () => {
    const photo = poisonJpeg(await makePhoto({ seed: 9600, width: 300, height: 200 }));
    const server = createServer((_request, response) => void response.end(photo)).listen(0, '127.0.0.1');
    undo.push(() => new Promise((resolve) => server.close(resolve)));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const fetching = fork(FETCHING, [fleet.redis.url, fleet.redis.prefix, `${port}`], {
      execArgv: POISONED_ARGS,
    });
    undo.push(async () => fetching.kill('SIGKILL') && once(fetching, 'exit'));
    workers = keepPoisonedWorkerUp(fleet);

    const codeOf = async (language: string) => {
      const asked = await fleet.call('/v1/analyses', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ imageUrl: `http://photos.example:${port}/poison.jpg`, language }),
      });
      const { id } = (await asked.json()) as Analysis;
      const [ended] = await fleet.ended([id], 50_000);
      return ended?.error?.code;
    };
    expect(await codeOf('en')).toBe('photo-quarantined');
    expect(workers.deaths).toEqual(['SIGSEGV', 'SIGSEGV']);
    expect((await createQuarantine(fleet.redis.client, fleet.redis.prefix).list())[0]).toMatchObject({
      sha256: sha256Of(photo),
      deaths: 3, // two workers, and the process that tasted it
    });
    expect(await codeOf('fr')).toBe('photo-quarantined');
    expect(workers.deaths).toHaveLength(2);
    expect([fetching.exitCode, fetching.signalCode]).toEqual([null, null]);
  }, 120_000);
});
