import type { PhotoFormat } from '@jmj/contracts';
import { type Dimensions, Failure } from '@jmj/core';
import { DEFAULT_PHOTO_LIMITS, type PhotoLimits } from '../limits.ts';
import { readerOf } from './bytes.ts';
import { gifFacts } from './gif.ts';
import { jpegScans } from './jpeg.ts';
import { isChunkBomb, pngDimensions } from './png.ts';
import { tiffFacts } from './tiff.ts';
import { webpFrames } from './webp.ts';

/** Progressive JPEGs have about ten. */
const MOST_SCANS = 100;

const inNumbers = (count: number, most: number) => (count > most ? `more than ${most}` : `${count}`);

/** @throws Failure `photo-too-many-pixels` */
export function refuseTooMuch(
  { width, height, frames }: Dimensions & { frames: number },
  limits: Pick<PhotoLimits, 'maxPixels' | 'maxFrames'>,
): void {
  if (frames > limits.maxFrames)
    throw new Failure(
      'photo-too-many-pixels',
      `The photo has ${inNumbers(frames, limits.maxFrames)} frames, at most ${limits.maxFrames} are taken`,
    );
  const pixels = width * height * frames;
  if (pixels > limits.maxPixels)
    throw new Failure(
      'photo-too-many-pixels',
      `The photo has ${pixels} pixels, at most ${limits.maxPixels} are taken`,
    );
}

export { DEFAULT_PHOTO_LIMITS, type PhotoLimits } from '../limits.ts';
export { dimensionsOf } from './dimensions.ts';
export { formatOf } from './format.ts';

/** What the container tells, beside or instead of what is known. */
function factsOf(
  format: PhotoFormat,
  bytes: Uint8Array,
  most: number,
): Partial<Dimensions> & { frames: number } {
  const file = readerOf(bytes);
  switch (format) {
    case 'gif':
      return gifFacts(file, most);
    case 'webp':
      return { frames: webpFrames(file, most) };
    case 'png':
      if (isChunkBomb(file))
        throw new Failure('photo-unreadable', 'The png holds more metadata than a photo does');
      return { ...pngDimensions(file), frames: 1 };
    case 'jpeg':
      if (jpegScans(file, MOST_SCANS) > MOST_SCANS)
        throw new Failure('photo-unreadable', `The jpeg has more than ${MOST_SCANS} scans`);
      return { frames: 1 };
    case 'tiff': {
      const { pages, raw } = tiffFacts(file, most);
      if (raw)
        throw new Failure(
          'unsupported-format',
          'Camera raw files are not supported: export the photo as a JPEG',
        );
      return { frames: pages };
    }
    default:
      return { frames: 1 };
  }
}

/**
 * Refuses a file that would cost too much to open, and one that would be judged by the thumbnail in it. Needed before a decoder
 * sees it, for decoders walk all frames, some in quadratic time: a WebP of 300,000 frames (14 MB) kept libwebp busy for 149 s,
 * and nothing can interrupt that.
 *
 * Reads the container only, in time that grows with its bytes.
 * @param dimensions what the header tells, when that is known
 * @throws Failure `photo-too-many-pixels`, `photo-unreadable` or `unsupported-format`
 */
export function refuseBomb(
  format: PhotoFormat,
  bytes: Uint8Array,
  dimensions?: Dimensions,
  limits: Pick<PhotoLimits, 'maxPixels' | 'maxFrames'> = DEFAULT_PHOTO_LIMITS,
): void {
  const facts = factsOf(format, bytes, limits.maxFrames);
  refuseTooMuch({ width: 1, height: 1, ...dimensions, ...facts }, limits);
}
