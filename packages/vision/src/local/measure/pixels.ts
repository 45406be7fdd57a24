import { Failure } from '@jmj/core';
import sharp from 'sharp';
import type { Pace } from './pace.ts';

/** Longest side at which photos are measured, in pixels. What is smaller is not enlarged. */
const MEASURED_SIDE = 768;

/** A decoded photo. */
export interface Pixels {
  width: number;
  height: number;
  /** sRGB, 8 bits, interleaved, row by row. */
  rgb: Uint8Array;
  /** Luma Y′ of ITU-R BT.709, 0 to 255, row by row. */
  luma: Float32Array;
}

/** Decodes off the event loop. @throws Failure `photo-unreadable` */
export async function decode(jpeg: Uint8Array, pace: Pace): Promise<Pixels> {
  const { data, info } = await sharp(jpeg)
    .resize({ width: MEASURED_SIDE, height: MEASURED_SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw new Failure('photo-unreadable', 'The prepared photo cannot be decoded', { cause });
    });
  const { width, height } = info;
  const luma = new Float32Array(width * height);
  await pace.each(height, (y) => {
    for (let at = y * width, end = at + width; at < end; at++) {
      luma[at] =
        0.2126 * (data[3 * at] ?? 0) + 0.7152 * (data[3 * at + 1] ?? 0) + 0.0722 * (data[3 * at + 2] ?? 0);
    }
  });
  return { width, height, rgb: data, luma };
}
