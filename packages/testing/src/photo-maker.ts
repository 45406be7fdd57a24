import type { PhotoFormat } from '@jmj/contracts';
import sharp, { type Exif, type Sharp } from 'sharp';
import { addNoise, paintScene } from './photo-scene.ts';

export interface PhotoRecipe {
  /** Other seeds are other pictures; the same recipe always gives the same bytes (with one version of sharp). */
  seed: number;
  /** Of the upright picture, in pixels. @default 1200 */
  width?: number;
  /** @default 800 */
  height?: number;
  /** @default 'jpeg' */
  format?: PhotoFormat;
  /** 1 to 100, for the formats that lose. @default 90 */
  quality?: number;
  /** How the file holds its colours. @default 'rgb' */
  colour?: 'rgb' | 'rgba' | 'grey' | 'rgb16' | 'cmyk';
  /** Colour profile to convert to and embed. */
  icc?: 'srgb' | 'p3';
  /** Stops, -4 to 4: below zero a dark picture, above a bright one. @default 0 */
  exposure?: number;
  /** Sigma of a Gaussian blur, in pixels. @default 0 */
  blur?: number;
  /** Standard deviation of sensor noise, in levels of 255. @default 0 */
  noise?: number;
  /** EXIF orientation, 1 to 8: the pixels are stored turned, so that the picture is upright once it is obeyed. */
  orientation?: number;
  /** Camera facts as EXIF writes them, rationals as `1/250`. `true`: those of a made-up camera. */
  exif?: true | ExifStrings;
  /** A position, degrees north and east. */
  gps?: { latitude: number; longitude: number };
}

export interface ExifStrings {
  Make?: string;
  Model?: string;
  LensModel?: string;
  ISOSpeedRatings?: string;
  FNumber?: string;
  ExposureTime?: string;
  FocalLength?: string;
}

/** What `exif: true` writes. */
export const MADE_UP_CAMERA: Required<ExifStrings> = {
  Make: 'Acme',
  Model: 'Acme Field 2',
  LensModel: 'Acme 35mm F2',
  ISOSpeedRatings: '400',
  FNumber: '28/10',
  ExposureTime: '1/250',
  FocalLength: '35/1',
};

type Turn = (image: Sharp) => Sharp;
/** Stores an upright picture so that a reader who obeys the orientation sees it upright. CIPA DC-008-2023 §4.6.5.1. */
const STORED_TURN: Record<number, Turn> = {
  1: (it) => it,
  2: (it) => it.flop(),
  3: (it) => it.rotate(180),
  4: (it) => it.flip(),
  5: (it) => it.flop().rotate(270),
  6: (it) => it.rotate(270),
  7: (it) => it.flop().rotate(90),
  8: (it) => it.rotate(90),
};

const sexagesimal = (degrees: number) => {
  const seconds = Math.round(Math.abs(degrees) * 3600);
  return `${Math.floor(seconds / 3600)}/1 ${Math.floor(seconds / 60) % 60}/1 ${seconds % 60}/1`;
};

function exifBlock({ exif, gps }: PhotoRecipe): Exif | undefined {
  const block: Exif = {};
  if (exif) {
    const { Make, Model, ...photo } = exif === true ? MADE_UP_CAMERA : exif;
    block.IFD0 = { ...(Make && { Make }), ...(Model && { Model }) };
    block.IFD2 = { ...photo };
  }
  if (gps)
    block.IFD3 = {
      GPSLatitudeRef: gps.latitude < 0 ? 'S' : 'N',
      GPSLatitude: sexagesimal(gps.latitude),
      GPSLongitudeRef: gps.longitude < 0 ? 'W' : 'E',
      GPSLongitude: sexagesimal(gps.longitude),
    };
  return Object.keys(block).length ? block : undefined;
}

const COLOURED: Record<NonNullable<PhotoRecipe['colour']>, Turn> = {
  rgb: (it) => it,
  rgba: (it) => it.ensureAlpha(0.5),
  grey: (it) => it.toColourspace('b-w'),
  rgb16: (it) => it.toColourspace('rgb16'),
  cmyk: (it) => it.withIccProfile('cmyk'),
};

const ENCODED: Record<PhotoFormat, (image: Sharp, quality: number) => Sharp> = {
  jpeg: (it, quality) => it.jpeg({ quality }),
  png: (it) => it.png({ compressionLevel: 3 }),
  webp: (it, quality) => it.webp({ quality }),
  avif: (it, quality) => it.avif({ quality, effort: 0 }),
  gif: (it) => it.gif({ effort: 1 }),
  tiff: (it) => it.tiff({ compression: 'lzw' }),
};

/** A photo that looks like a picture (sky, ground, shapes, texture), so that what is measured on it means something. */
export async function makePhoto(recipe: PhotoRecipe): Promise<Buffer> {
  const { width = 1200, height = 800, format = 'jpeg', quality = 90, colour = 'rgb' } = recipe;
  const turn = STORED_TURN[recipe.orientation ?? 1];
  if (!turn) throw new RangeError('orientation is 1 to 8');
  if (recipe.orientation && format === 'gif') throw new RangeError('a GIF has no orientation');

  const scene = sharp(paintScene({ ...recipe, width, height }), { raw: { width, height, channels: 3 } });
  if (recipe.blur) scene.blur(recipe.blur);
  const upright = await scene.raw().toBuffer();
  if (recipe.noise) addNoise(upright, recipe.seed, recipe.noise);
  const stored = await turn(sharp(upright, { raw: { width, height, channels: 3 } }))
    .raw()
    .toBuffer({ resolveWithObject: true });

  const image = sharp(stored.data, {
    raw: { width: stored.info.width, height: stored.info.height, channels: 3 },
  });
  if (recipe.orientation) image.withMetadata({ orientation: recipe.orientation });
  COLOURED[colour](image);
  if (recipe.icc) image.withIccProfile(recipe.icc);
  const exif = exifBlock(recipe);
  if (exif) image.withExif(exif);
  return ENCODED[format](image, quality).toBuffer();
}
