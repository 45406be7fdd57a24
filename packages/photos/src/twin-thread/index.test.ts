import { makePhoto } from '@jmj/testing/photo-maker';
import sharp from 'sharp';
import { fittedInto } from '../fixtures/plans.ts';
import { createPhotoPreparer } from '../prepare.ts';
import { createTwinThread, type TwinThread } from './index.ts';

const asUsual = fittedInto(1024);

let thread: TwinThread;
let photo: Buffer;
let otherPhoto: Buffer;
beforeAll(async () => {
  thread = createTwinThread();
  photo = await makePhoto({ seed: 1, width: 960, height: 640 });
  otherPhoto = await makePhoto({ seed: 2, width: 960, height: 640 });
});
afterAll(() => thread.close());

async function sketchOf(photo: Uint8Array) {
  const prepared = await createPhotoPreparer({}, { sketch: thread.sketch }).prepare(photo, asUsual);
  return prepared.sketch?.();
}

test('a photo is described from the pixels it is prepared from, and its copy verified as its twin', async () => {
  const [own, copy, other] = await Promise.all([
    sketchOf(photo),
    sketchOf(await sharp(photo).png().toBuffer()),
    sketchOf(otherPhoto),
  ]);
  expect(own!.keys.store).toHaveLength(4);
  expect(copy!.keys.lookup.some((key) => own!.keys.store.includes(key))).toBe(true);
  expect(await thread.verify(copy!.descriptor, [other!.descriptor, own!.descriptor])).toEqual([false, true]);
});

test('what cannot be read is no twin', async () => {
  const own = (await sketchOf(photo))!.descriptor;
  expect(await thread.verify(own, [new Uint8Array(20), new Uint8Array()])).toEqual([false, false]);
  expect(await thread.verify(new Uint8Array(), [own])).toEqual([false]);
});

test('a photo that is too small has no sketch', async () => {
  expect(await sketchOf(await makePhoto({ seed: 1, width: 320, height: 200 }))).toBeUndefined();
});

test('the pixels are let go with the first sketch', async () => {
  const prepared = await createPhotoPreparer({}, { sketch: thread.sketch }).prepare(photo, asUsual);
  expect(await prepared.sketch?.()).toBeDefined();
  expect(await prepared.sketch?.()).toBeUndefined();
});

test('nothing is described unless asked for', async () => {
  expect((await createPhotoPreparer().prepare(photo, asUsual)).sketch).toBeUndefined();
});

test('pixels that are not what they are said to be fail that task and no other', async () => {
  const picture = { data: new Uint8Array(10), width: 900, height: 900 };
  await expect(thread.sketch(picture, picture)).rejects.toThrow();
  expect(await sketchOf(photo)).toBeDefined();
});

test('after closing, what is asked fails', async () => {
  const closed = createTwinThread();
  await closed.verify(new Uint8Array(), []);
  const asked = closed.verify(new Uint8Array(), []);
  const closing = closed.close();
  await expect(Promise.all([asked, closed.verify(new Uint8Array(), [])])).rejects.toThrow();
  await closing;
});
