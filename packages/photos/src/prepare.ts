import { Failure, type PhotoPreparer, type TwinSketch } from '@jmj/core';
import { inspect, type PhotoInspection } from './inspect.ts';
import { DEFAULT_PHOTO_LIMITS, type PhotoLimits } from './limits.ts';
import { decodePixels, encodeJpeg, type Pixels } from './pixels.ts';

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

export interface PreparerOptions {
  /** Describes a picture for finding its twins. Without it nothing is described. */
  sketch?:
    | ((picture: Pixels, original: { width: number; height: number }) => Promise<TwinSketch | undefined>)
    | undefined;
}

/** Calls `work` once; from then on the pixels are not held any more, however long the photo is. */
function once<T>(pixels: Pixels, work: (pixels: Pixels) => Promise<T>): () => Promise<T | undefined> {
  let held: Pixels | undefined = pixels;
  return async () => {
    const given = held;
    held = undefined;
    return given && work(given);
  };
}

/**
 * Makes photos ready for a judge. What the header tells is checked before the first pixel is decoded.
 * @throws RangeError when a limit is not a positive whole number
 */
export function createPhotoPreparer(
  limits: Partial<PhotoLimits> = {},
  { sketch }: PreparerOptions = {},
): PhotoPreparer {
  const all = { ...DEFAULT_PHOTO_LIMITS, ...limits };
  for (const [name, value] of Object.entries(all))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be a positive whole number`);
  return {
    async prepare(bytes, plan) {
      const inspection = await inspect(bytes);
      refuseTooMuch(inspection, all);
      const { width, height, format, exif } = inspection;
      const pixels = await decodePixels(bytes, all);
      return {
        jpeg: await encodeJpeg(pixels),
        width: pixels.width,
        height: pixels.height,
        plan: plan({ width, height }),
        original: { width, height, format },
        exif,
        sketch: sketch && once(pixels, (it) => sketch(it, { width, height })),
      };
    },
  };
}
