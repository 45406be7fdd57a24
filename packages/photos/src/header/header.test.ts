import { PHOTO_FORMATS, type PhotoFormat } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import sharp, { type Sharp } from 'sharp';
import { fittedInto } from '../fixtures/plans.ts';
import { createPhotoPreparer } from '../prepare.ts';
import { refuseBomb } from './index.ts';

const size = { width: 60, height: 40 };
const repeated = (part: Buffer, times: number) => Buffer.concat(Array<Buffer>(times).fill(part));

/** One directory with these tags, each of one 32-bit value, and another that it leads to by SubIFDs. */
function tiffOf(
  tags: [tag: number, value: number][],
  sub: [tag: number, value: number][] = [],
  mark = '',
): Buffer {
  const out = Buffer.alloc(16 + 6 + tags.length * 12 + 12 + 6 + sub.length * 12);
  out.write('II*\0', 'latin1');
  out.writeUInt32LE(16, 4);
  out.write(mark, 8, 'latin1');
  const write = (start: number, entries: [number, number][]) => {
    out.writeUInt16LE(entries.length, start);
    for (const [index, [tag, value]] of entries.entries()) {
      const at = start + 2 + index * 12;
      out.writeUInt16LE(tag, at);
      out.writeUInt16LE(4, at + 2);
      out.writeUInt32LE(1, at + 4);
      out.writeUInt32LE(value, at + 8);
    }
  };
  const second = 16 + 6 + (tags.length + 1) * 12;
  write(16, sub.length > 0 ? [...tags, [330, second]] : tags);
  write(second, sub);
  return out;
}

async function filmOf(frames: number): Promise<Sharp> {
  const pictures = await Promise.all(
    Array.from({ length: frames }, (_, seed) => makePhoto({ seed, ...size, format: 'png' })),
  );
  return sharp(pictures, { join: { animated: true } });
}

test.each(PHOTO_FORMATS)('a sound %s passes, with and without metadata', async (format) => {
  for (const recipe of [{}, { exif: true, icc: 'p3' } as const]) {
    const photo = await makePhoto({ seed: 1, ...size, format, ...recipe });
    expect(() => refuseBomb(format, photo, size)).not.toThrow();
  }
});

test('progressive and interlaced photos pass, and TIFFs in tiles and in several sizes', async () => {
  const photo = sharp(await makePhoto({ seed: 1, width: 300, height: 200, format: 'png' }));
  const tiled = { tile: true, tileWidth: 64, tileHeight: 64 };
  const sound: [PhotoFormat, Buffer][] = [
    ['jpeg', await photo.clone().jpeg({ progressive: true, mozjpeg: true }).toBuffer()],
    ['png', await photo.clone().png({ progressive: true }).toBuffer()],
    ['gif', await photo.clone().gif({ progressive: true }).toBuffer()],
    ['tiff', await photo.clone().tiff(tiled).toBuffer()],
    [
      'tiff',
      await photo
        .clone()
        .tiff({ ...tiled, pyramid: true })
        .toBuffer(),
    ],
  ];
  for (const [format, bytes] of sound) expect(() => refuseBomb(format, bytes)).not.toThrow();
});

test.each(['gif', 'webp', 'tiff'] as const)(
  'frames of a %s are counted as its decoder counts them',
  async (format) => {
    const film = await (await filmOf(5)).toFormat(format).toBuffer();
    expect((await sharp(film).metadata()).pages).toBe(5);
    const allowing = (maxFrames: number) => () =>
      refuseBomb(format, film, size, { maxPixels: 1e8, maxFrames });
    expect(allowing(5)).not.toThrow();
    expect(allowing(4)).toThrow(expect.objectContaining({ code: 'photo-too-many-pixels' }));
  },
);

test('the largest frame of a GIF counts, whatever screen it declares', async () => {
  const gif = await makePhoto({ seed: 1, ...size, format: 'gif' });
  const frame = gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
  gif.writeUInt16LE(65_535, frame + 5);
  gif.writeUInt16LE(65_535, frame + 7);
  expect(() => refuseBomb('gif', gif, size)).toThrow(/4294836225 pixels/);
});

/** ms; what else the machine does meanwhile makes no work quicker. */
async function quickestOf(tries: number, work: () => Promise<void>): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < tries; n++) {
    const since = performance.now();
    await work();
    took.push(performance.now() - since);
  }
  return Math.min(...took);
}

describe('a bomb is refused in less than 100 ms, and not opened', () => {
  let cases: [string, PhotoFormat, Buffer][];
  beforeAll(async () => {
    const webp = await (await filmOf(2)).webp({ lossless: true }).toBuffer();
    const frame = webp.subarray(webp.indexOf('ANMF'));
    const manyFrames = Buffer.concat([webp, repeated(frame, Math.floor(20e6 / frame.length))]);
    manyFrames.writeUInt32LE(manyFrames.length - 8, 4);
    const png = await makePhoto({ seed: 1, ...size, format: 'png' });
    const text = Buffer.from('000000037a5458746100 00aaaaaaaa'.replaceAll(' ', ''), 'hex');
    const jpeg = await makePhoto({ seed: 1, ...size });
    const scan = jpeg.subarray(jpeg.indexOf(Buffer.from([0xff, 0xda])), -2);
    cases = [
      ['a WebP of 20 MB of frames', 'webp', manyFrames],
      [
        'a PNG of compressed texts',
        'png',
        Buffer.concat([png.subarray(0, 33), repeated(text, 20), png.subarray(33)]),
      ],
      [
        'a PNG of a million chunks',
        'png',
        Buffer.concat([png.subarray(0, 33), Buffer.alloc(12e6), png.subarray(33)]),
      ],
      [
        'a JPEG of 101 scans',
        'jpeg',
        Buffer.concat([jpeg.subarray(0, -2), repeated(scan, 100), jpeg.subarray(-2)]),
      ],
    ];
  });
  test.each([0, 1, 2, 3])('%i', async (index) => {
    const [what, format, bytes] = cases[index]!;
    const refuse = async () => {
      expect(() => refuseBomb(format, bytes)).toThrow(expect.objectContaining({ name: 'Failure' }));
      await expect(createPhotoPreparer().prepare(bytes, fittedInto(64))).rejects.toMatchObject({
        name: 'Failure',
      });
    };
    expect([what, (await quickestOf(5, refuse)) < 100]).toEqual([what, true]);
  });
});

test('what follows the end of a JPEG is not counted, such as the film that phones append', async () => {
  const jpeg = await makePhoto({ seed: 1, ...size });
  const film = repeated(Buffer.from([0xff, 0xda, 0, 2]), 1000);
  expect(() => refuseBomb('jpeg', Buffer.concat([jpeg, film]))).not.toThrow();
});

describe('camera raw files are refused, and not judged by their thumbnail', () => {
  const [width, height, plain] = [
    [256, 160],
    [257, 120],
    [262, 2],
  ] as [number, number][];
  const picture = [width!, height!, plain!];
  test.each([
    ['DNG', tiffOf([...picture, [50_706, 0x01_04_00_00]])],
    ['CR2', tiffOf(picture, [], 'CR\x02\0')],
    ['NEF or ARW, whose sensor data is in a directory below', tiffOf(picture, [[262, 32_803]])],
    [
      'PEF, whose first directory is the sensor data',
      tiffOf([
        [256, 4000],
        [257, 3000],
        [262, 32_803],
      ]),
    ],
    ['a linear one', tiffOf(picture, [[262, 34_892]])],
    ['one that shows a thumbnail only', tiffOf([[254, 1], ...picture], [[259, 7]])],
  ])('%s', async (_, raw) => {
    const expected = { code: 'unsupported-format', message: expect.stringMatching(/^Camera raw/) };
    expect(() => refuseBomb('tiff', raw)).toThrow(expect.objectContaining(expected));
    await expect(createPhotoPreparer().prepare(raw, fittedInto(64))).rejects.toMatchObject(expected);
  });

  test('a TIFF with directories below that hold pictures is none', () => {
    expect(() => refuseBomb('tiff', tiffOf(picture, [[262, 2]]))).not.toThrow();
  });
});

test('directories that lead round in a circle, or far too many entries, come to an end', async () => {
  const circle = tiffOf([[256, 1]]);
  circle.writeUInt32LE(16, 16 + 2 + 12);
  expect(() => refuseBomb('tiff', circle)).not.toThrow();
  const shared = Buffer.alloc(2e6, Buffer.from([0xe8, 0x03, 0, 0]));
  shared.write('II*\0', 'latin1');
  shared.writeUInt32LE(8, 4);
  const look = async () => expect(() => refuseBomb('tiff', shared)).not.toThrow();
  expect(await quickestOf(5, look)).toBeLessThan(100);
});
