import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { makePhoto } from '@jmj/testing/photo-maker';
import sharp from 'sharp';

const MARKER = 'marker-7f3a9c';

let fleet: Fleet;
afterEach(() => fleet.close());

const idsOf = (analyses: { id: string }[]) => analyses.map(({ id }) => id);

test('200 uploads of one new photo at once are paid once by three workers, and all complete', async () => {
  fleet = await startFleet({ workers: 3, openai: { latencyMs: 500 } });
  const photo = await makePhoto({ seed: 1, width: 800, height: 600 });
  const submitted = await Promise.all(Array.from({ length: 200 }, () => fleet.submit(photo)));
  const ended = await fleet.ended(idsOf(submitted), 20_000);
  expect(new Set(idsOf(ended)).size).toBe(200);
  expect(ended.filter((one) => one.status !== 'completed')).toEqual([]);
  expect(fleet.openai.calls.length).toBe(1);
  expect(ended.filter((one) => one.cost?.usd !== undefined).length).toBe(1);
});

test('a worker killed in the middle of its calls loses none of 100 analyses', async () => {
  fleet = await startFleet({ workers: 2, openai: { latencyMs: 400 } });
  const photos = await Promise.all(
    Array.from({ length: 25 }, (_, seed) => makePhoto({ seed: 100 + seed, width: 240, height: 160 })),
  );
  const submitted = await Promise.all(Array.from({ length: 100 }, (_, i) => fleet.submit(photos[i % 25]!)));
  const victim = fleet.workers[0]!;
  while (fleet.openai.calls.length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
  victim.kill('SIGKILL');
  expect(await victim.ended).toEqual({ code: null, signal: 'SIGKILL' });

  const ended = await fleet.ended(idsOf(submitted), 25_000);
  expect(ended.filter((one) => one.status !== 'completed')).toEqual([]);
  // At most what was in the killed worker's hands is paid a second time.
  expect(fleet.openai.calls.length).toBeLessThanOrEqual(25 + 10);
});

test('a worker that is told to stop finishes or hands back, and nothing is lost or paid twice by finishing', async () => {
  fleet = await startFleet({ workers: 1, openai: { latencyMs: 600 }, env: { WORKER_GRACE_MS: '5000' } });
  const photos = await Promise.all(
    [1, 2, 3].map((seed) => makePhoto({ seed: 200 + seed, width: 240, height: 160 })),
  );
  const submitted = await Promise.all(photos.map((photo) => fleet.submit(photo)));
  while (fleet.openai.calls.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await fleet.workers[0]!.stop()).toEqual({ code: 0, signal: null });
  const ended = await fleet.ended(idsOf(submitted), 1000);
  expect(ended.map((one) => one.status)).toEqual(['completed', 'completed', 'completed']);
  expect(fleet.openai.calls.length).toBe(3);
});

test('a worker whose grace is over hands its job back, and another finishes it', async () => {
  fleet = await startFleet({ workers: 1, env: { WORKER_GRACE_MS: '300' } });
  fleet.openai.script({ kind: 'hang' });
  const { id } = await fleet.submit(await makePhoto({ seed: 300, width: 240, height: 160 }));
  while (fleet.openai.calls.length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await fleet.workers[0]!.stop()).toEqual({ code: 0, signal: null });
  await fleet.startWorker();
  expect(await fleet.ended([id], 10_000)).toMatchObject([{ status: 'completed' }]);
});

test('what a critique says is nowhere in Redis but in the cache; the photo is nowhere when the queue is empty', async () => {
  fleet = await startFleet({ workers: 1, openai: { marker: MARKER } });
  const photo = await makePhoto({ seed: 400, width: 640, height: 480 });
  const { id } = await fleet.submit(photo, { userId: 'ulla' });
  const [done] = await fleet.ended([id], 10_000);
  expect(JSON.stringify(done?.critique)).toContain(MARKER);

  const dump = await everything(fleet);
  expect(dump.size).toBeGreaterThan(5);
  const plain = [...dump].filter(([, value]) => value.includes(MARKER)).map(([key]) => key);
  expect(plain).toEqual([]); // in the cache it is compressed
  const head = Buffer.from(photo.slice(0, 512)).toString('latin1');
  expect([...dump].filter(([, value]) => value.includes(head)).map(([key]) => key)).toEqual([]);
  expect([...dump.keys()].filter((key) => key.includes('photo:'))).toEqual([]);
});

test('what OpenAI receives is upright, small and without any metadata, even of a photo with a position', async () => {
  fleet = await startFleet({ workers: 1 });
  const photo = await makePhoto({
    seed: 500,
    width: 2400,
    height: 1600,
    orientation: 6,
    exif: true,
    gps: { latitude: 48.8584, longitude: 2.2945 },
  });
  const { id } = await fleet.submit(photo);
  const [done] = await fleet.ended([id], 10_000);
  expect(done).toMatchObject({ photo: { width: 2400, height: 1600 }, exif: { camera: expect.any(String) } });
  expect(JSON.stringify(done)).not.toMatch(/48\.85|2\.29|gps|latitude/i);

  const { image, body } = fleet.openai.calls[0]!;
  const received = await sharp(image!.bytes).metadata();
  expect(received).toMatchObject({ format: 'jpeg', width: 1024, height: 683 });
  for (const block of ['exif', 'icc', 'iptc', 'xmp', 'orientation'] as const)
    expect(received[block]).toBeUndefined();
  expect(JSON.stringify(body)).not.toMatch(/48\.85|2\.29|GPS/);
});

/** Every key of Redis with all it holds, as text. */
async function everything({ redis }: Fleet): Promise<Map<string, string>> {
  const { client } = redis;
  const found = new Map<string, string>();
  for (const key of (await redis.keys()).keys()) {
    const type = await client.type(key);
    if (type === 'none') continue; // gone since it was listed
    const read: Record<string, () => Promise<unknown>> = {
      string: async () => (await client.getBuffer(key))?.toString('latin1'),
      hash: async () => (await client.hgetallBuffer(key)) && JSON.stringify(await client.hgetall(key)),
      set: () => client.smembers(key),
      zset: () => client.zrange(key, '0', '-1'),
      list: () => client.lrange(key, 0, -1),
      stream: () => client.xrange(key, '-', '+'),
    };
    const value = await read[type]?.();
    if (value === undefined) throw new Error(`${key} is a ${type}: not read`);
    found.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return found;
}
