import { PHOTO_FORMATS } from '@jmj/contracts';
import { makePhoto, type PhotoRecipe } from '@jmj/testing/photo-maker';
import sharp from 'sharp';
import { exactly, fittedInto } from './fixtures/plans.ts';
import { createPhotoPreparer } from './prepare.ts';

const asUsual = fittedInto(1024);

const preparer = createPhotoPreparer();
const small = { seed: 11, width: 360, height: 240 };

/** Mean absolute difference of two pictures of one size, in levels of 255. */
async function difference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((it) => sharp(it).removeAlpha().raw().toBuffer()));
  expect(a!.length).toBe(b!.length);
  return a!.reduce((sum, level, at) => sum + Math.abs(level - b![at]!), 0) / a!.length;
}

const lossless = (recipe: Partial<PhotoRecipe> = {}) => makePhoto({ ...small, format: 'png', ...recipe });

/** Markers of the segments before the pixels. ITU-T T.81 §B.1.1.3 */
function jpegMarkers(jpeg: Uint8Array): number[] {
  const view = Buffer.from(jpeg);
  const markers: number[] = [];
  for (let at = 2; view[at] === 0xff && view[at + 1] !== 0xda; at += 2 + view.readUInt16BE(at + 2))
    markers.push(view[at + 1]!);
  return markers;
}

describe('every format becomes the same picture', () => {
  test.each(PHOTO_FORMATS)('%s', async (format) => {
    const prepared = await preparer.prepare(await makePhoto({ ...small, format }), asUsual);
    expect(prepared).toMatchObject({
      width: 360,
      height: 240,
      original: { width: 360, height: 240, format },
    });
    expect(await difference(prepared.jpeg, await lossless())).toBeLessThan(9);
  });
});

describe('every way to hold colours becomes sRGB', () => {
  test.each([
    ['CMYK', { colour: 'cmyk' }, 12],
    ['CMYK TIFF', { colour: 'cmyk', format: 'tiff' }, 12],
    ['16 bit PNG', { colour: 'rgb16', format: 'png' }, 5],
    ['16 bit TIFF', { colour: 'rgb16', format: 'tiff' }, 5],
    ['a Display P3 profile', { icc: 'p3' }, 5],
  ] as const)('%s', async (_, recipe, tolerance) => {
    const { jpeg } = await preparer.prepare(await makePhoto({ ...small, ...recipe }), asUsual);
    expect(await sharp(jpeg).metadata()).toMatchObject({ space: 'srgb', channels: 3, depth: 'uchar' });
    expect(await difference(jpeg, await lossless())).toBeLessThan(tolerance);
  });

  test('grey keeps its greys', async () => {
    const { jpeg } = await preparer.prepare(await makePhoto({ ...small, colour: 'grey' }), asUsual);
    expect(await sharp(jpeg).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
    const grey = await sharp(await lossless())
      .greyscale()
      .toColourspace('srgb')
      .png()
      .toBuffer();
    expect(await difference(jpeg, grey)).toBeLessThan(5);
  });

  test('transparency shows white', async () => {
    const half = await lossless({ colour: 'rgba' });
    const nothing = await sharp(half).ensureAlpha().linear([1, 1, 1, 0], [0, 0, 0, 0]).png().toBuffer();
    const { jpeg } = await preparer.prepare(nothing, asUsual);
    const { channels } = await sharp(jpeg).stats();
    expect(Math.min(...channels.map((it) => it.min))).toBeGreaterThan(250);
  });
});

describe('the picture is upright whatever the EXIF orientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i', async (orientation) => {
    const prepared = await preparer.prepare(await makePhoto({ ...small, orientation }), asUsual);
    expect(prepared).toMatchObject({ width: 360, height: 240, original: { width: 360, height: 240 } });
    expect(await difference(prepared.jpeg, await lossless())).toBeLessThan(6);
  });

  test('the comparison would notice one that is not', async () => {
    const turned = await sharp(await lossless())
      .rotate(180)
      .png()
      .toBuffer();
    expect(await difference(turned, await lossless())).toBeGreaterThan(20);
  });

  test.each(['png', 'webp', 'avif', 'tiff'] as const)('in a %s too', async (format) => {
    const { jpeg } = await preparer.prepare(await makePhoto({ ...small, format, orientation: 6 }), asUsual);
    expect(await difference(jpeg, await lossless())).toBeLessThan(9);
  });
});

describe('the prepared JPEG', () => {
  test('is fitted inside 1024 pixels', async () => {
    const { jpeg, ...prepared } = await preparer.prepare(
      await makePhoto({ seed: 1, width: 1000, height: 1500 }),
      asUsual,
    );
    expect(prepared).toMatchObject({ width: 683, height: 1024, original: { width: 1000, height: 1500 } });
    expect(await sharp(jpeg).metadata()).toMatchObject({
      format: 'jpeg',
      width: 683,
      height: 1024,
      chromaSubsampling: '4:2:0',
    });
  });

  test.each([
    [90, 60],
    [352, 234],
    [1, 1],
    [360, 1],
  ])('is exactly as large as planned: %i×%i', async (width, height) => {
    const prepared = await preparer.prepare(await makePhoto(small), exactly(width, height));
    expect(prepared).toMatchObject({ width, height, plan: { width, height } });
    expect(await sharp(prepared.jpeg).metadata()).toMatchObject({ width, height });
  });

  test('is never larger than the photo, whatever is planned', async () => {
    const prepared = await preparer.prepare(await makePhoto(small), exactly(4096, 4096));
    expect(prepared).toMatchObject({ width: 360, height: 240 });
  });

  test('may be larger than what twins are compared by', async () => {
    const photo = await makePhoto({ seed: 4, width: 1800, height: 1200, orientation: 6 });
    const { jpeg, ...prepared } = await preparer.prepare(photo, exactly(1536, 1024));
    expect(prepared).toMatchObject({ width: 1536, height: 1024 });
    expect(await sharp(jpeg).metadata()).toMatchObject({ width: 1536, height: 1024 });
    const asDecoded = await sharp(photo).autoOrient().resize(1536, 1024, { fit: 'fill' }).png().toBuffer();
    expect(await difference(jpeg, asDecoded)).toBeLessThan(6);
  });

  test('carries no EXIF, XMP, ICC, IPTC or comment', async () => {
    const rich = await sharp(
      await makePhoto({ ...small, icc: 'p3', exif: true, gps: { latitude: 48.9, longitude: 2.3 } }),
    )
      .keepMetadata()
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>Paris</place></x:xmpmeta>')
      .toBuffer();
    expect(jpegMarkers(rich)).toEqual(expect.arrayContaining([0xe1, 0xe2]));

    const { jpeg } = await preparer.prepare(rich, asUsual);
    const [quantisation, huffman, baselineFrame] = [0xdb, 0xc4, 0xc0];
    expect(new Set(jpegMarkers(jpeg))).toEqual(new Set([quantisation, huffman, baselineFrame]));
  });

  test('shows the first frame of an animation and the first page of a TIFF', async () => {
    const frames = await Promise.all([21, 22, 23].map((seed) => lossless({ seed })));
    const film = sharp(frames, { join: { animated: true } });
    for (const file of [film.clone().gif(), film.clone().webp({ quality: 90 }), film.clone().tiff()]) {
      const { jpeg } = await preparer.prepare(await file.toBuffer(), asUsual);
      expect(await difference(jpeg, frames[0]!)).toBeLessThan(9);
    }
  });
});

test('many photos at once are each prepared as if alone', async () => {
  const photos = await Promise.all([1, 2, 3, 4].map((seed) => makePhoto({ ...small, seed })));
  const together = await Promise.all(photos.map((it) => preparer.prepare(it, asUsual)));
  for (const [at, photo] of photos.entries())
    expect(together[at]).toEqual(await preparer.prepare(photo, asUsual));
});

describe('a twin is described from the same pixels', () => {
  const sketched: Uint8Array[] = [];
  const sketching = createPhotoPreparer(
    {},
    {
      sketch: async ({ data, width, height }, original) => {
        sketched.push(Buffer.concat([Buffer.from(`${width}x${height} of ${original.width}`), data]));
        return undefined;
      },
    },
  );

  test('however large the model is shown the photo', async () => {
    const photo = await makePhoto({ seed: 8, width: 1700, height: 1100 });
    for (const plan of [asUsual, exactly(1024, 663), exactly(512, 331), exactly(1700, 1100)])
      await (await sketching.prepare(photo, plan)).sketch?.();
    const [first, ...others] = sketched;
    expect(first?.length).toBeGreaterThan(1024 * 600 * 3);
    expect(others).toHaveLength(3);
    for (const other of others) expect(Buffer.compare(other, first!)).toBe(0);
  });

  test('once, and not again', async () => {
    const photo = await makePhoto({ seed: 8, width: 1700, height: 1100 });
    for (const plan of [asUsual, exactly(1700, 1100)]) {
      const { sketch } = await sketching.prepare(photo, plan);
      sketched.length = 0;
      await Promise.all([sketch?.(), sketch?.()]);
      expect(sketched).toHaveLength(1);
    }
  });
});
