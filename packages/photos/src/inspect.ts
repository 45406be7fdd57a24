import type { ExifFacts, PhotoFormat } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import sharp from 'sharp';
import { readExifFacts } from './exif-facts.ts';
import { formatOf, refuseBomb } from './header/index.ts';
import { DEFAULT_PHOTO_LIMITS, type PhotoLimits } from './limits.ts';

export interface PhotoInspection {
  format: PhotoFormat;
  /** As the photo is meant to be seen, after EXIF orientation, in pixels; of the first frame. */
  width: number;
  height: number;
  /** Frames of an animation, pages of a TIFF; 1 for a still photo. */
  frames: number;
  /** Never a position. Absent when there is none or it is broken; a TIFF's is not read. */
  exif?: ExifFacts | undefined;
}

/**
 * Reads the header only: no pixel is decoded, whatever size the header declares. What would cost too much to open at all is
 * refused before.
 *
 * libvips picks its loader by its own look at the bytes. It is asked only once the first bytes are those of a photo, and
 * its pick must be the format that those bytes announce, so that no other loader (SVG, PDF, camera raw) decodes anything.
 * @throws Failure `unsupported-format`, `photo-unreadable` or `photo-too-many-pixels`
 */
export async function inspect(
  bytes: Uint8Array,
  limits: Pick<PhotoLimits, 'maxPixels' | 'maxFrames'> = DEFAULT_PHOTO_LIMITS,
): Promise<PhotoInspection> {
  const format = formatOf(bytes);
  refuseBomb(format, bytes, undefined, limits);
  const header = await sharp(bytes, { limitInputPixels: false, failOn: 'error' })
    .metadata()
    .catch((cause: unknown) => {
      throw new Failure('photo-unreadable', `The ${format} header cannot be read`, { cause });
    });
  if (header.mediaType !== `image/${format}`)
    throw new Failure('unsupported-format', `The file begins like a ${format} photo but is not one`);
  return {
    format,
    ...header.autoOrient,
    frames: header.pages ?? 1,
    exif: readExifFacts(header.exif),
  };
}
