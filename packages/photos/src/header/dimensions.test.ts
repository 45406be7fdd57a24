import { PHOTO_FORMATS, type PhotoFormat } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import { dimensionsOf } from './dimensions.ts';

/** What a photo is taken to be whose header is not at its beginning. */
const UNTOLD = new Set<PhotoFormat>(['tiff']);

test.each(PHOTO_FORMATS)('the header of a %s tells its size', async (format) => {
  const photo = await makePhoto({ seed: 1, width: 613, height: 407, format });
  const told = dimensionsOf(format, [photo]);
  if (UNTOLD.has(format)) expect([undefined, { width: 613, height: 407 }]).toContainEqual(told);
  else expect(told).toEqual({ width: 613, height: 407 });
});

test.each([1, 3, 6, 8])('a JPEG of EXIF orientation %i is told upright', async (orientation) => {
  const photo = await makePhoto({ seed: 1, width: 613, height: 407, orientation, exif: true });
  expect(dimensionsOf('jpeg', [photo])).toEqual({ width: 613, height: 407 });
});

test('it does not matter in what chunks the photo came', async () => {
  const photo = await makePhoto({ seed: 1, width: 613, height: 407, exif: true });
  for (const size of [1, 7, 100]) {
    const chunks = Array.from({ length: Math.ceil(photo.length / size) }, (_, at) =>
      photo.subarray(at * size, (at + 1) * size),
    );
    expect(dimensionsOf('jpeg', chunks)).toEqual({ width: 613, height: 407 });
  }
});

test.each(PHOTO_FORMATS)(
  'a %s that is cut off or broken anywhere tells something sensible or nothing',
  async (format) => {
    const photo = await makePhoto({ seed: 1, width: 613, height: 407, format });
    for (let at = 0; at < Math.min(400, photo.length); at++) {
      const broken = Uint8Array.from(photo);
      broken[at] = 255 - broken[at]!;
      for (const bytes of [photo.subarray(0, at), broken]) {
        const told = dimensionsOf(format, [bytes]);
        if (told)
          for (const side of [told.width, told.height]) expect(side >= 1 && side <= 1_000_000).toBe(true);
      }
    }
  },
);

test('nothing at all tells nothing', () => {
  for (const format of PHOTO_FORMATS) expect(dimensionsOf(format, [])).toBeUndefined();
});

describe('a hostile header keeps nobody busy', () => {
  const SIZE = 300_000;
  /** As many boxes as fit, each of which makes the reader of AVIF walk over all that follow. */
  function manyBoxes(): Uint8Array {
    const bytes = Buffer.alloc(SIZE);
    let at = 0;
    const box = (name: string, size: number, content = 0) => {
      bytes.writeUInt32BE(size, at);
      bytes.write(name, at + 4, 'latin1');
      at += 8 + content;
    };
    box('ftyp', 16, 8);
    bytes.write('avif', 8, 'latin1');
    box('meta', SIZE - at, 4);
    box('iprp', SIZE - at);
    box('ipco', SIZE - at);
    while (at + 20 <= SIZE) box('ispe', 20, 12);
    return bytes;
  }
  const garbage = new Uint8Array(SIZE).fill(1);
  const jpegOfNothing = Uint8Array.from(garbage);
  jpegOfNothing.set([0xff, 0xd8, 0xff, 0xe0]);
  const exifEverywhere = Buffer.alloc(SIZE);
  for (let at = 4; at + 12 < SIZE; at += 12) {
    exifEverywhere.writeUInt16BE(10, at);
    exifEverywhere.write('Exif', at + 2, 'latin1');
    exifEverywhere[at + 10] = 0xff;
  }
  const tiffOfTags = Buffer.alloc(SIZE, Buffer.from([9, 9, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0]));
  tiffOfTags.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]);

  const cases: [string, PhotoFormat, Uint8Array][] = [
    ['boxes', 'avif', manyBoxes()],
    ['no segments', 'jpeg', jpegOfNothing],
    ['segments of EXIF', 'jpeg', exifEverywhere],
    ['tags', 'tiff', tiffOfTags],
    ['garbage', 'webp', garbage],
    ['garbage', 'gif', garbage],
    ['garbage', 'png', garbage],
  ];
  test.each(cases)('%s in a %s', (_, format, bytes) => {
    const since = performance.now();
    dimensionsOf(format, [bytes]);
    expect(performance.now() - since).toBeLessThan(500);
  });
});
