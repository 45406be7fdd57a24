import { Failure } from '@jmj/core';
import sharp from 'sharp';
import type { PhotoLimits } from './limits.ts';

/** A decoded, upright, downscaled picture: what the JPEG, and anything measured, is made from. */
export interface Pixels {
  /** sRGB, three bytes a pixel, row by row. */
  data: Uint8Array;
  width: number;
  height: number;
}

function decodingFailure(cause: unknown): Failure {
  const message = cause instanceof Error ? cause.message : '';
  if (message.startsWith('timeout')) return new Failure('photo-too-many-pixels', 'Decoding took too long');
  if (message.includes('exceeds pixel limit'))
    return new Failure('photo-too-many-pixels', 'The photo has too many pixels');
  return new Failure('photo-unreadable', 'The photo is damaged or cut off', { cause });
}

/** To what size: fitted inside a square and never enlarged, or exactly so large. */
export type DecodedSize = { maxSide: number } | { width: number; height: number };

/**
 * Decodes a photo: its first frame, upright by EXIF, in sRGB (CMYK, 16 bit and grey too; an embedded profile is applied),
 * transparency on white. Runs on libuv's threads.
 *
 * `failOn: 'error'`: a file that was cut off is refused, be it by its end marker alone, although a browser shows the part
 * that arrived: nobody should pay for a judgement of a grey band, and a broken upload is mended by uploading again.
 * Warnings are let through, because phones write files that cause them; so damage that a JPEG decoder can conceal is
 * judged as it shows.
 * @throws Failure `photo-unreadable` or `photo-too-many-pixels`
 */
export async function decodePixels(
  bytes: Uint8Array,
  limits: Pick<PhotoLimits, 'maxPixels' | 'maxDecodeSeconds'>,
  size: DecodedSize,
): Promise<Pixels> {
  try {
    const { data, info } = await sharp(bytes, {
      pages: 1,
      failOn: 'error',
      limitInputPixels: limits.maxPixels,
      autoOrient: true,
    })
      .timeout({ seconds: limits.maxDecodeSeconds })
      .resize(
        'maxSide' in size
          ? { width: size.maxSide, height: size.maxSide, fit: 'inside', withoutEnlargement: true }
          : { ...size, fit: 'fill' },
      )
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (error) {
    throw decodingFailure(error);
  }
}

/** A JPEG of the pixels, of that size, and nothing else: it cannot carry metadata, for there is none left. */
export function encodeJpeg(
  { data, width, height }: Pixels,
  size: { width: number; height: number },
): Promise<Uint8Array> {
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  const scaled =
    size.width === width && size.height === height ? picture : picture.resize({ ...size, fit: 'fill' });
  return scaled.jpeg({ quality: 85, chromaSubsampling: '4:2:0' }).toBuffer();
}
