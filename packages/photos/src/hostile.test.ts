import { PHOTO_FORMATS } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import sharp from 'sharp';
import { fittedInto } from './fixtures/plans.ts';
import { endlessZeros, pngOf } from './fixtures/png-bomb.ts';
import { createPhotoPreparer } from './prepare.ts';

const asUsual = fittedInto(1024);

const preparer = createPhotoPreparer();
const ascii = (text: string) => Buffer.from(text, 'latin1');
const svg = ascii(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
);

describe('too much is refused by the header', () => {
  test('pixels: before anything is decoded', async () => {
    const noPixelsAtAll = pngOf(60_000, 60_000, Buffer.alloc(3));
    await expect(preparer.prepare(noPixelsAtAll, asUsual)).rejects.toMatchObject({
      name: 'Failure',
      code: 'photo-too-many-pixels',
      message: 'The photo has 3600000000 pixels, at most 100000000 are taken',
      retryable: false,
    });
  });

  test('pixels: exactly as many as allowed are taken', async () => {
    const photo = await makePhoto({ seed: 1, width: 100, height: 50 });
    await expect(createPhotoPreparer({ maxPixels: 5000 }).prepare(photo, asUsual)).resolves.toBeDefined();
    await expect(createPhotoPreparer({ maxPixels: 4999 }).prepare(photo, asUsual)).rejects.toMatchObject({
      code: 'photo-too-many-pixels',
    });
  });

  test('frames, and the pixels of all frames together', async () => {
    const frames = await Promise.all(
      [1, 2, 3].map((seed) => makePhoto({ seed, width: 40, height: 30, format: 'png' })),
    );
    const film = sharp(frames, { join: { animated: true } });
    for (const file of [film.clone().gif(), film.clone().webp(), film.clone().tiff()]) {
      const photo = await file.toBuffer();
      await expect(
        createPhotoPreparer({ maxFrames: 3, maxPixels: 3600 }).prepare(photo, asUsual),
      ).resolves.toBeDefined();
      for (const limits of [{ maxFrames: 2 }, { maxPixels: 3599 }])
        await expect(createPhotoPreparer(limits).prepare(photo, asUsual)).rejects.toMatchObject({
          code: 'photo-too-many-pixels',
        });
    }
  });
});

test.each([{ maxPixels: Number.NaN }, { maxDecodeSeconds: 0.5 }, { maxSide: 0 }])(
  'limits that make no sense are refused at once: %o',
  (limits) => {
    expect(() => createPhotoPreparer(limits)).toThrow(RangeError);
  },
);

test('decoding that takes too long is stopped', async () => {
  const bomb = pngOf(200_000, 200_000, endlessZeros(4));
  const patient = createPhotoPreparer({ maxPixels: 1e12, maxSide: 4000, maxDecodeSeconds: 1 });
  await expect(patient.prepare(bomb, asUsual)).rejects.toMatchObject({
    code: 'photo-too-many-pixels',
    message: 'Decoding took too long',
  });
});

describe('a photo that was cut off is unreadable', () => {
  test.each(PHOTO_FORMATS)('%s', async (format) => {
    const photo = await makePhoto({ seed: 5, width: 300, height: 200, format });
    for (const part of [0.02, 0.5, 0.9])
      await expect(preparer.prepare(photo.subarray(0, photo.length * part), asUsual)).rejects.toMatchObject({
        code: 'photo-unreadable',
      });
  });

  test('even when only the end marker of a JPEG is missing', async () => {
    const photo = await makePhoto({ seed: 5, width: 300, height: 200 });
    await expect(preparer.prepare(photo.subarray(0, -2), asUsual)).rejects.toMatchObject({
      code: 'photo-unreadable',
    });
  });
});

test('bytes after the end of a photo, as some phones write, do no harm', async () => {
  const photo = await makePhoto({ seed: 5, width: 300, height: 200 });
  const trailed = Buffer.concat([photo, Buffer.alloc(5000, 7)]);
  expect((await preparer.prepare(trailed, asUsual)).jpeg).toEqual(
    (await preparer.prepare(photo, asUsual)).jpeg,
  );
});

test('a baseline JPEG with odd scan parameters, as some phones write, is read', async () => {
  const photo = await makePhoto({ seed: 5, width: 300, height: 200 });
  const expected = await preparer.prepare(photo, asUsual);
  const scan = photo.indexOf(Buffer.from([0xff, 0xda]));
  photo[scan + 2 + photo.readUInt16BE(scan + 2) - 2] = 0;
  await expect(sharp(photo, { failOn: 'warning' }).toBuffer()).rejects.toThrow('Invalid SOS parameters');
  expect((await preparer.prepare(photo, asUsual)).jpeg).toEqual(expected.jpeg);
});

test('a PNG whose pixel data is not what its checksum says is unreadable', async () => {
  const photo = await makePhoto({ seed: 5, width: 300, height: 200, format: 'png' });
  photo[photo.length >> 1]! ^= 0xff;
  await expect(preparer.prepare(photo, asUsual)).rejects.toMatchObject({ code: 'photo-unreadable' });
});

describe('what is not a photo is never decoded', () => {
  test('HEIC gets a word that helps', async () => {
    const heic = Buffer.concat([
      Buffer.from([0, 0, 0, 24]),
      ascii('ftypheic\0\0\0\0mif1heic'),
      Buffer.alloc(64),
    ]);
    await expect(preparer.prepare(heic, asUsual)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: 'HEIC is not supported: convert the photo to JPEG',
    });
  });

  test.each([
    ['SVG', svg],
    ['SVG after white space', Buffer.concat([ascii('\n\n  '), svg])],
    ['PDF', ascii('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')],
    ['PPM', ascii('P6 2 2 255\n0123456789ab')],
    ['BMP', Buffer.concat([ascii('BM'), Buffer.alloc(100)])],
    ['text', ascii('just some words, and a few more')],
    ['nothing', Buffer.alloc(0)],
  ])('%s', async (_, bytes) => {
    await expect(preparer.prepare(bytes, asUsual)).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  test.each([
    ['JPEG', '\xff\xd8\xff\xe0'],
    ['PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x09\0\0\0\x09'],
    ['GIF', 'GIF89a'],
    ['TIFF', 'II*\0'],
    ['WebP', 'RIFF\0\0\0\0WEBP'],
    ['AVIF', '\0\0\0\x10ftypavif\0\0\0\0'],
  ])('an SVG that begins like a %s', async (_, magic) => {
    await expect(preparer.prepare(Buffer.concat([ascii(magic), svg]), asUsual)).rejects.toMatchObject({
      code: 'photo-unreadable',
    });
  });
});
