import { Failure, type PhotoPreparer } from '@jmj/core';
import { inspect, type PhotoInspection } from './inspect.ts';
import { DEFAULT_PHOTO_LIMITS, type PhotoLimits } from './limits.ts';
import { decodePixels, encodeJpeg } from './pixels.ts';

function refuseTooMuch({ width, height, frames }: PhotoInspection, limits: PhotoLimits): void {
  if (frames > limits.maxFrames)
    throw new Failure(
      'photo-too-many-pixels',
      `The photo has ${frames} frames, at most ${limits.maxFrames} are taken`,
    );
  const pixels = width * height * frames;
  if (pixels > limits.maxPixels)
    throw new Failure(
      'photo-too-many-pixels',
      `The photo has ${pixels} pixels, at most ${limits.maxPixels} are taken`,
    );
}

/**
 * Makes photos ready for a judge. What the header tells is checked before the first pixel is decoded.
 * @throws RangeError when a limit is not a positive whole number
 */
export function createPhotoPreparer(limits: Partial<PhotoLimits> = {}): PhotoPreparer {
  const all = { ...DEFAULT_PHOTO_LIMITS, ...limits };
  for (const [name, value] of Object.entries(all))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be a positive whole number`);
  return {
    async prepare(bytes) {
      const inspection = await inspect(bytes);
      refuseTooMuch(inspection, all);
      const { width, height, format, exif } = inspection;
      const pixels = await decodePixels(bytes, all);
      return {
        jpeg: await encodeJpeg(pixels),
        width: pixels.width,
        height: pixels.height,
        original: { width, height, format },
        exif,
      };
    },
  };
}
