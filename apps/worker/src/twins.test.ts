import type { Analysis } from '@jmj/contracts';
import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { MADE_UP_CAMERA, makePhoto } from '@jmj/testing/photo-maker';
import sharp, { type Sharp } from 'sharp';

const KEYS = { one: 'key-one-key-one', two: 'key-two-key-two' };

let fleet: Fleet;
/** Without a worker of its own: tests start the one they are about. */
let bare: Fleet;
beforeAll(async () => {
  fleet = await startFleet({
    workers: 1,
    key: KEYS.one,
    env: { API_KEYS: `one:${KEYS.one},two:${KEYS.two}` },
  });
  bare = await startFleet({ workers: 0 });
});
afterAll(async () => {
  await fleet?.close();
  await bare?.close();
});

const WIDTH = 1350;
const HEIGHT = 900;
/** Another one for each test: what was judged stays known. */
const photoOf = (seed: number) => makePhoto({ seed, width: WIDTH, height: HEIGHT, exif: true });

async function judge(photo: Uint8Array, query: Record<string, string> = {}, by = fleet): Promise<Analysis> {
  const { id } = await by.submit(photo, { tone: 'roast', ...query });
  const [ended] = await by.ended([id], 20_000);
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
    { format: 'jpeg', width: 1000, height: 667 },
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
  const photo = await photoOf(21);
  const first = await judge(photo);
  expect(first).toMatchObject({ source: 'openai', exif: { camera: MADE_UP_CAMERA.Model } });
  const { length: paid } = fleet.openai.calls;

  for (const [name, change, facts] of COPIES) {
    const copy = await changed(photo, change);
    const answer = await judge(copy);
    expect([name, answer.source]).toEqual([name, 'twin']);
    expect(answer.photo).toMatchObject({ ...facts, bytes: copy.length });
    expect(answer.photo?.sha256).not.toBe(first.photo?.sha256);
    expect(answer.critique).toEqual(first.critique);
    expect(answer.exif).toBeUndefined();
    expect(answer.cost?.usd).toBeUndefined();

    const again = await fleet.upload(copy, { tone: 'roast' });
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ source: 'cache', photo: { sha256: answer.photo?.sha256 } });
  }
  expect(fleet.openai.calls.length).toBe(paid);
});

test('a copy keeps the EXIF of its own file', async () => {
  const photo = await photoOf(22);
  await judge(photo);
  const copy = await changed(photo, (it) =>
    it.withExif({ IFD0: { Make: 'Other', Model: 'Other 9' } }).jpeg({ quality: 70 }),
  );
  expect(await judge(copy)).toMatchObject({ source: 'twin', exif: { camera: 'Other 9' } });
  expect((await judge(copy)).exif).toEqual({ camera: 'Other 9' });
});

test('an edited photo is judged anew', async () => {
  const photo = await photoOf(23);
  await judge(photo);
  const { length: paid } = fleet.openai.calls;
  for (const [name, change] of EDITS) {
    const edited = await changed(photo, (it) => change(it).jpeg({ quality: 90 }));
    expect([name, (await judge(edited)).source]).toEqual([name, 'openai']);
  }
  expect(fleet.openai.calls.length).toBe(paid + EDITS.length);
});

test('a copy is judged anew in a tone that its picture is not known in', async () => {
  const photo = await photoOf(24);
  await judge(photo);
  const copy = await changed(photo, (it) => it.webp());
  expect(await judge(copy, { tone: 'learning' })).toMatchObject({ source: 'openai' });
  expect(await judge(copy)).toMatchObject({ source: 'twin' });
});

test('a copy sent by another tenant is judged anew', async () => {
  const photo = await photoOf(25);
  const copy = await changed(photo, (it) => it.webp());
  const headers = { authorization: `Bearer ${KEYS.two}` };
  await judge(photo);
  const sent = (await (await fleet.upload(copy, { tone: 'roast' }, headers)).json()) as Analysis;
  const answer = await fleet.call(`/v1/analyses/${sent.id}`, {
    headers: { ...headers, prefer: 'wait=20' },
  });
  expect(await answer.json()).toMatchObject({ status: 'completed', source: 'openai' });
  // The same file is one critique for both; another copy is the first tenant's twin.
  expect(await judge(await changed(photo, (it) => it.png()))).toMatchObject({ source: 'twin' });
});

test('with TWINS=off every copy is judged, and nothing is kept to find twins', async () => {
  const worker = await bare.startWorker({ TWINS: 'off' });
  const photo = await photoOf(26);
  await judge(photo, {}, bare);
  const copy = await changed(photo, (it) => it.webp());
  expect(await judge(copy, {}, bare)).toMatchObject({ source: 'openai' });
  expect([...(await bare.redis.keys()).keys()].filter((key) => key.includes('twin:'))).toEqual([]);
  await worker.stop();
});

test('when the index cannot be used, copies are judged and a warning is logged', async () => {
  const { client, prefix, url } = bare.redis;
  const user = `reader-${prefix.replace(':', '')}`;
  await client.acl('SETUSER', user, 'on', '>secret', '+@all', '&*', `~${prefix}analysis:*`);
  try {
    const worker = await bare.startWorker({
      CACHE_REDIS_URL: `redis://${user}:secret@${new URL(url).host}`,
    });
    const photo = await photoOf(27);
    await judge(photo, {}, bare);
    const copy = await changed(photo, (it) => it.webp());
    expect(await judge(copy, {}, bare)).toMatchObject({ source: 'openai' });
    expect(worker.output()).toContain('twins: not looked for, or not remembered');
    await worker.stop();
  } finally {
    await client.acl('DELUSER', user);
  }
});
