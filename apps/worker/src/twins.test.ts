import type { Analysis } from '@jmj/contracts';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { MADE_UP_CAMERA, makePhoto } from '@jmj/testing/photo-maker';
import sharp, { type Sharp } from 'sharp';

let fleet: Fleet;
afterEach(() => fleet.close());

const WIDTH = 1600;
const HEIGHT = 1066;
const original = () => makePhoto({ seed: 7, width: WIDTH, height: HEIGHT, noise: 4, exif: true });

async function judge(photo: Uint8Array, query: Record<string, string> = {}): Promise<Analysis> {
  const { id } = await fleet.submit(photo, { tone: 'roast', ...query });
  const [ended] = await fleet.ended([id], 20_000);
  return ended!;
}

const changed = (photo: Uint8Array, change: (image: Sharp) => Sharp) => change(sharp(photo)).toBuffer();

const COPIES: [string, (image: Sharp) => Sharp, object][] = [
  ['JPEG at quality 60', (it) => it.jpeg({ quality: 60 }), { format: 'jpeg', width: WIDTH, height: HEIGHT }],
  ['WebP', (it) => it.webp({ quality: 80 }), { format: 'webp', width: WIDTH, height: HEIGHT }],
  ['PNG', (it) => it.png({ compressionLevel: 2 }), { format: 'png', width: WIDTH, height: HEIGHT }],
  [
    '1000 pixels',
    (it) => it.resize(1000).jpeg({ quality: 85 }),
    { format: 'jpeg', width: 1000, height: 666 },
  ],
];

const EDITS: [string, (image: Sharp) => Sharp][] = [
  [
    'cropped',
    (it) =>
      it.extract({
        left: Math.round(WIDTH * 0.05),
        top: 0,
        width: Math.round(WIDTH * 0.95) - 1,
        height: HEIGHT,
      }),
  ],
  ['flipped', (it) => it.flop()],
  ['brightened', (it) => it.linear(1.15)],
  ['made grey', (it) => it.greyscale()],
];

test('copies of a judged photo get its critique without a call, with their own facts, and are exact hits from then on', async () => {
  fleet = await startFleet({ workers: 1 });
  const photo = await original();
  const first = await judge(photo);
  expect(first).toMatchObject({ source: 'openai', exif: { camera: MADE_UP_CAMERA.Model } });
  expect(fleet.openai.calls.length).toBe(1);

  for (const [name, change, facts] of COPIES) {
    const copy = await changed(photo, change);
    const answer = await judge(copy);
    expect([name, answer.source]).toEqual([name, 'twin']);
    expect(answer.photo).toMatchObject({ ...facts, bytes: copy.length });
    expect(answer.photo.sha256).not.toBe(first.photo.sha256);
    expect(answer.critique).toEqual(first.critique);
    expect(answer.exif).toBeUndefined();
    expect(answer.cost).toBeUndefined();

    const again = await fleet.upload(copy, { tone: 'roast' });
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ source: 'cache', photo: { sha256: answer.photo.sha256 } });
  }
  expect(fleet.openai.calls.length).toBe(1);
});

test('a copy keeps the EXIF of its own file', async () => {
  fleet = await startFleet({ workers: 1 });
  const photo = await original();
  await judge(photo);
  const copy = await changed(photo, (it) =>
    it.withExif({ IFD0: { Make: 'Other', Model: 'Other 9' } }).jpeg({ quality: 70 }),
  );
  expect(await judge(copy)).toMatchObject({ source: 'twin', exif: { camera: 'Other 9' } });
  expect((await judge(copy)).exif).toEqual({ camera: 'Other 9' });
});

test('an edited photo is judged anew', async () => {
  fleet = await startFleet({ workers: 1 });
  const photo = await original();
  await judge(photo);
  for (const [name, change] of EDITS) {
    const edited = await changed(photo, (it) => change(it).jpeg({ quality: 90 }));
    expect([name, (await judge(edited)).source]).toEqual([name, 'openai']);
  }
  expect(fleet.openai.calls.length).toBe(1 + EDITS.length);
});

test('a copy is judged anew in a tone that its picture is not known in', async () => {
  fleet = await startFleet({ workers: 1 });
  const photo = await original();
  await judge(photo);
  const copy = await changed(photo, (it) => it.webp());
  expect(await judge(copy, { tone: 'learning' })).toMatchObject({ source: 'openai' });
  expect(await judge(copy)).toMatchObject({ source: 'twin' });
});

test('a copy sent by another tenant is judged anew', async () => {
  fleet = await startFleet({ workers: 1, env: { API_KEYS: 'one:key-one-key-one,two:key-two-key-two' } });
  const photo = await original();
  const copy = await changed(photo, (it) => it.webp());
  const as = async (key: string, bytes: Uint8Array): Promise<Analysis> => {
    const headers = { authorization: `Bearer ${key}` };
    const sent = (await (await fleet.upload(bytes, {}, headers)).json()) as Analysis;
    const answer = await fleet.call(`/v1/analyses/${sent.id}`, {
      headers: { ...headers, prefer: 'wait=20' },
    });
    return (await answer.json()) as Analysis;
  };
  expect(await as('key-one-key-one', photo)).toMatchObject({ status: 'completed', source: 'openai' });
  expect(await as('key-two-key-two', copy)).toMatchObject({ status: 'completed', source: 'openai' });
  expect(await as('key-one-key-one', await changed(photo, (it) => it.png()))).toMatchObject({
    source: 'twin',
  });
});

test('with TWINS=off every copy is judged, and nothing is kept to find twins', async () => {
  fleet = await startFleet({ workers: 1, env: { TWINS: 'off' } });
  const photo = await original();
  await judge(photo);
  expect(await judge(await changed(photo, (it) => it.webp()))).toMatchObject({ source: 'openai' });
  expect([...(await fleet.redis.keys()).keys()].filter((key) => key.includes('twin:'))).toEqual([]);
});

test('when the index cannot be used, copies are judged and a warning is logged', async () => {
  fleet = await startFleet({ workers: 0 });
  const { client, prefix, url } = fleet.redis;
  // May use every key of the suite but those of the index.
  await client.acl('SETUSER', 'no-index', 'on', '>secret', '+@all', '&*', `~${prefix}analysis:*`);
  const address = new URL(url);
  const worker = await fleet.startWorker({
    CACHE_REDIS_URL: `redis://no-index:secret@${address.host}`,
  });
  const photo = await original();
  expect(await judge(photo)).toMatchObject({ source: 'openai' });
  expect(await judge(await changed(photo, (it) => it.webp()))).toMatchObject({ source: 'openai' });
  expect(worker.output()).toContain('twins: not looked for, or not remembered');
  await client.acl('DELUSER', 'no-index');
});
