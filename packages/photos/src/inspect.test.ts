import { PHOTO_FORMATS } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { pngOf } from './fixtures/png-bomb.ts';
import { inspect } from './inspect.ts';

const facts = {
  camera: 'Acme Field 2',
  lens: 'Acme 35mm F2',
  iso: 400,
  aperture: 2.8,
  shutterSeconds: 0.004,
  focalLength: 35,
};

test.each(PHOTO_FORMATS)('a %s says its format, size and frames', async (format) => {
  const photo = await makePhoto({ seed: 1, width: 90, height: 60, format });
  expect(await inspect(photo)).toEqual({ format, width: 90, height: 60, frames: 1, exif: undefined });
});

test.each(['jpeg', 'png', 'webp', 'avif'] as const)('camera facts are read from a %s', async (format) => {
  const photo = await makePhoto({ seed: 1, width: 90, height: 60, format, exif: true });
  expect((await inspect(photo)).exif).toEqual(facts);
});

test('the size is that of the upright photo', async () => {
  const photo = await makePhoto({ seed: 1, width: 90, height: 60, orientation: 8 });
  expect(await inspect(photo)).toMatchObject({ width: 90, height: 60 });
});

test('a position in the file is not among the facts', async () => {
  const gps = { latitude: 48.8584, longitude: 2.2945 };
  expect((await inspect(await makePhoto({ seed: 1, width: 90, height: 60, gps }))).exif).toBeUndefined();
  const both = await inspect(await makePhoto({ seed: 1, width: 90, height: 60, gps, exif: true }));
  expect(both.exif).toEqual(facts);
});

test('no pixel is decoded: a header without any is enough', async () => {
  const header = pngOf(50_000, 40_000, Buffer.alloc(3));
  const inspected = await inspect(header, { maxPixels: 2_000_000_000, maxFrames: 1 });
  expect(inspected).toMatchObject({ format: 'png', width: 50_000, height: 40_000 });
});
