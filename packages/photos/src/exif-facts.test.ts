import { makePhoto } from '@jmj/testing/photo-maker';
import sharp from 'sharp';
import { readExifFacts } from './exif-facts.ts';

type Exif = Exclude<NonNullable<Parameters<typeof makePhoto>[0]['exif']>, true>;

async function blockWith(exif: Exif): Promise<Buffer> {
  const photo = await makePhoto({ seed: 1, width: 32, height: 32, exif, gps: { latitude: 1, longitude: 2 } });
  return (await sharp(photo).metadata()).exif!;
}
const factsOf = async (exif: Exif) => readExifFacts(await blockWith(exif));

test('the make is not said twice', async () => {
  expect(await factsOf({ Make: 'Canon', Model: 'Canon EOS R6' })).toEqual({ camera: 'Canon EOS R6' });
  expect(await factsOf({ Make: 'SONY', Model: 'ILCE-7M4' })).toEqual({ camera: 'SONY ILCE-7M4' });
  expect(await factsOf({ Model: 'X100V' })).toEqual({ camera: 'X100V' });
});

test('texts are trimmed, bounded and free of control characters', async () => {
  const facts = await factsOf({ Model: '  Acme\u0007\u001b[31m\n Two  ', LensModel: 'L'.repeat(500) });
  expect(facts).toEqual({ camera: 'Acme [31m Two', lens: 'L'.repeat(80) });
  const long = await factsOf({ Make: 'M'.repeat(80), Model: 'N'.repeat(80) });
  expect(long?.camera).toHaveLength(80);
});

test('numbers that cannot be are left out', async () => {
  const facts = await factsOf({
    FNumber: '0/0',
    ExposureTime: '1/0',
    FocalLength: '0/1',
    ISOSpeedRatings: '200',
  });
  expect(facts).toEqual({ iso: 200 });
});

test('a broken block gives no facts and no error', async () => {
  const block = await blockWith({ Make: 'Acme', Model: 'Two' });
  expect(readExifFacts(undefined)).toBeUndefined();
  expect(readExifFacts(Buffer.alloc(0))).toBeUndefined();
  expect(readExifFacts(Buffer.from('Exif\0\0nonsense'))).toBeUndefined();
  for (let length = 0; length < block.length; length += 3)
    expect(() => readExifFacts(block.subarray(0, length))).not.toThrow();
  for (let at = 0; at < block.length; at++) {
    const bent = Buffer.from(block);
    bent[at] = 0xff;
    expect(() => readExifFacts(bent)).not.toThrow();
  }
});

test('a block larger than a JPEG can carry is not parsed', async () => {
  const block = await blockWith({ Make: 'Acme' });
  expect(readExifFacts(block)).toEqual({ camera: 'Acme' });
  expect(readExifFacts(Buffer.concat([block, Buffer.alloc(65_536)]))).toBeUndefined();
});

/** 64 KB whose every tag claims the whole block as its value: 340 MB if each were believed. */
function swollenBlock(): Buffer {
  const block = Buffer.alloc(65_536, 1);
  const tags = Math.floor((block.length - 20) / 12);
  block.write('II*\0\x08\0\0\0', 0, 'latin1');
  block.writeUInt16LE(tags, 8);
  for (let tag = 0; tag < tags; tag++) {
    const at = 10 + tag * 12;
    block.writeUInt16LE(tag % 2 ? 0x010f : 0x9000 + (tag % 0x0fff), at);
    block.writeUInt16LE(1, at + 2);
    block.writeUInt32LE(block.length, at + 4);
    block.writeUInt32LE(0, at + 8);
  }
  return block;
}

test('a block made to swell does not hold up the event loop', () => {
  const before = performance.now();
  readExifFacts(swollenBlock());
  expect(performance.now() - before).toBeLessThan(1500);
});
