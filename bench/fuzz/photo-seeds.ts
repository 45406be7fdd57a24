import type { PhotoFormat } from '@jmj/contracts';
import { makePhoto } from '@jmj/testing/photo-maker';
import sharp, { type Sharp } from 'sharp';
import { bombs } from './bombs.ts';

export interface Seed {
  name: string;
  bytes: Buffer;
}

const WIDTH = 96;
const HEIGHT = 72;
const FORMATS: readonly PhotoFormat[] = ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'];
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>Paris</place></x:xmpmeta>';

/** Ways to write one picture, by the name of the seed. */
const WRITTEN: Record<string, (picture: Sharp) => Sharp> = {
  'jpeg progressive': (it) => it.jpeg({ progressive: true }),
  'jpeg 4:4:4 optimised': (it) => it.jpeg({ chromaSubsampling: '4:4:4', mozjpeg: true }),
  'jpeg grey': (it) => it.toColourspace('b-w').jpeg(),
  'jpeg grey progressive': (it) => it.toColourspace('b-w').jpeg({ progressive: true }),
  'jpeg cmyk': (it) => it.withIccProfile('cmyk').jpeg(),
  'jpeg p3 exif xmp': (it) =>
    it
      .withIccProfile('p3')
      .withExif({ IFD0: { Make: 'Acme', Model: 'Acme 1' } })
      .withXmp(XMP)
      .jpeg(),
  'png 1 bit': (it) => it.toColourspace('b-w').png({ palette: true, colours: 2 }),
  'png 4 bit palette': (it) => it.png({ palette: true, colours: 16 }),
  'png 8 bit palette dither': (it) => it.png({ palette: true, colours: 256 }),
  'png 16 bit': (it) => it.toColourspace('rgb16').png(),
  'png grey 16 bit': (it) => it.toColourspace('grey16').png(),
  'png interlaced': (it) => it.png({ progressive: true }),
  'png alpha interlaced': (it) => it.ensureAlpha(0.5).png({ progressive: true }),
  'png p3 exif xmp': (it) =>
    it
      .withIccProfile('p3')
      .withExif({ IFD0: { Make: 'Acme' } })
      .withXmp(XMP)
      .png(),
  'webp lossless': (it) => it.webp({ lossless: true }),
  'webp alpha': (it) => it.ensureAlpha(0.5).webp(),
  'webp p3 exif xmp': (it) =>
    it
      .withIccProfile('p3')
      .withExif({ IFD0: { Make: 'Acme' } })
      .withXmp(XMP)
      .webp(),
  'avif lossless': (it) => it.avif({ lossless: true, effort: 0 }),
  'avif 4:2:0 10 bit': (it) => it.avif({ bitdepth: 10, chromaSubsampling: '4:2:0', effort: 0 }),
  'avif p3 exif': (it) =>
    it
      .withIccProfile('p3')
      .withExif({ IFD0: { Make: 'Acme' } })
      .avif({ effort: 0 }),
  'gif two colours': (it) => it.gif({ colours: 2 }),
  'gif interlaced': (it) => it.gif({ progressive: true }),
  'tiff raw strips': (it) => it.tiff({ compression: 'none' }),
  'tiff jpeg tiles': (it) => it.tiff({ compression: 'jpeg', tile: true, tileWidth: 64, tileHeight: 64 }),
  'tiff deflate tiles': (it) =>
    it.tiff({ compression: 'deflate', tile: true, tileWidth: 32, tileHeight: 32 }),
  'tiff pyramid': (it) =>
    it.tiff({ compression: 'lzw', pyramid: true, tile: true, tileWidth: 16, tileHeight: 16 }),
  'tiff 1 bit ccitt': (it) => it.toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 }),
  'tiff packbits': (it) => it.tiff({ compression: 'packbits' }),
  'tiff 16 bit': (it) => it.toColourspace('rgb16').tiff({ compression: 'lzw', predictor: 'horizontal' }),
  'tiff cmyk': (it) => it.withIccProfile('cmyk').tiff({ compression: 'lzw' }),
};

/** An animated PNG out of a plain one: https://www.w3.org/TR/png-3/#apng-frame-based-animation */
function animatedPng(png: Buffer): Buffer {
  const control = Buffer.from('000000086163544c00000002000000003a3a3a3a', 'hex');
  return Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
}

/** A sound photo for each way to write one; always the same bytes with one version of sharp. */
export async function photoSeeds(): Promise<Seed[]> {
  const photo = (recipe: object) => makePhoto({ seed: 7, width: WIDTH, height: HEIGHT, ...recipe });
  const plain = await photo({ format: 'png' });
  const frames = await Promise.all([1, 2, 3].map((seed) => photo({ seed, format: 'png' })));
  const film = sharp(frames, { join: { animated: true } });
  const seeds: [string, Promise<Buffer> | Buffer][] = [
    ...FORMATS.map((format): [string, Promise<Buffer>] => [format, photo({ format })]),
    ...Object.entries(WRITTEN).map(([name, write]): [string, Promise<Buffer>] => [
      name,
      write(sharp(plain)).toBuffer(),
    ]),
    ['jpeg exif gps turned', photo({ exif: true, gps: { latitude: 48.9, longitude: 2.3 }, orientation: 6 })],
    ['png animated', animatedPng(plain)],
    ['gif film', film.clone().gif().toBuffer()],
    ['webp film', film.clone().webp().toBuffer()],
    ['tiff film', film.clone().tiff().toBuffer()],
    // Large enough to be described for finding its twins.
    ['jpeg 700', photo({ width: 700, height: 700 })],
    ...bombs(plain, await photo({}))
      .filter(({ bytes }) => bytes.length < 300_000)
      .map(({ name, bytes }): [string, Buffer] => [name, bytes]),
  ];
  return Promise.all(seeds.map(async ([name, bytes]) => ({ name, bytes: await bytes })));
}
