import type { PhotoFormat } from '@jmj/contracts';
import type { Dimensions } from '@jmj/core';
import { GIF } from 'image-size/types/gif';
import { HEIF } from 'image-size/types/heif';
import type { ISize } from 'image-size/types/interface';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { TIFF } from 'image-size/types/tiff';
import { WEBP } from 'image-size/types/webp';

interface Reader {
  calculate(head: Uint8Array): ISize;
  /** How much of the file it is given: enough for cameras' metadata, and too little to keep it busy. */
  bytes: number;
}

/** By the format that the first bytes told: no other reader ever looks at a photo. */
const READERS: Record<PhotoFormat, Reader> = {
  jpeg: { calculate: JPG.calculate, bytes: 262_144 },
  png: { calculate: PNG.calculate, bytes: 64 },
  webp: { calculate: WEBP.calculate, bytes: 64 },
  gif: { calculate: GIF.calculate, bytes: 64 },
  // Its time grows with the square of the boxes: 16 KB of the worst took 19 ms.
  avif: { calculate: HEIF.calculate, bytes: 16_384 },
  tiff: { calculate: TIFF.calculate, bytes: 65_536 },
};

const MOST_PIXELS_A_SIDE = 1_000_000;

/** In a buffer of its own: the readers look a few bytes past what they are given. */
function headOf(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const head = new Uint8Array(bytes);
  let filled = 0;
  for (const chunk of chunks) {
    if (filled === bytes) break;
    const part = chunk.subarray(0, bytes - filled);
    head.set(part, filled);
    filled += part.length;
  }
  return head.subarray(0, filled);
}

const isSide = (length: number): boolean =>
  Number.isInteger(length) && length >= 1 && length <= MOST_PIXELS_A_SIDE;

/** EXIF orientations from 5 on lie on their side. */
const upright = ({ width, height, orientation = 1 }: ISize): Dimensions =>
  orientation > 4 ? { width: height, height: width } : { width, height };

/** The size that a photo's header declares, upright; nothing when the beginning of the file does not tell. Decodes nothing. */
export function dimensionsOf(format: PhotoFormat, chunks: readonly Uint8Array[]): Dimensions | undefined {
  const { calculate, bytes } = READERS[format];
  try {
    const size = upright(calculate(headOf(chunks, bytes)));
    return isSide(size.width) && isSide(size.height) ? size : undefined;
  } catch {
    return undefined; // Cut off, broken, or hostile: whoever decodes it will say so.
  }
}
