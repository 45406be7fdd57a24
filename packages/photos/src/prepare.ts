import type { Dimensions, PhotoPreparer, TwinSketch } from '@jmj/core';
import { createDecodingRoom } from './decoding-room.ts';
import { refuseTooMuch } from './header/index.ts';
import { inspect } from './inspect.ts';
import { DEFAULT_PHOTO_LIMITS, type PhotoLimits } from './limits.ts';
import { type DecodedSize, decodePixels, encodeJpeg, type Pixels } from './pixels.ts';

export interface PreparerOptions {
  /** Describes a picture for finding its twins. Without it nothing is described. */
  sketch?: ((picture: Pixels, original: Dimensions) => Promise<TwinSketch | undefined>) | undefined;
}

/** Calls `work` once; from then on what it works on is not held any more, however long the photo is. */
function once<T, R>(subject: T, work: (subject: T) => Promise<R>): () => Promise<R | undefined> {
  let held: { subject: T } | undefined = { subject };
  return async () => {
    const given = held;
    held = undefined;
    return given && work(given.subject);
  };
}

/** As planned, but never larger than the photo: nothing can be shown that is not there. */
function sizeOf(plan: Dimensions, photo: Dimensions): Dimensions {
  const within = (asked: number, most: number) => Math.max(1, Math.min(Math.round(asked), most));
  return { width: within(plan.width, photo.width), height: within(plan.height, photo.height) };
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
  const room = createDecodingRoom(all.maxPixels);
  return {
    async prepare(bytes, plan) {
      const inspection = await inspect(bytes, all);
      refuseTooMuch(inspection, all);
      const { width, height, format, exif } = inspection;
      const original = { width, height };
      const planned = plan(original);
      const size = sizeOf(planned, original);
      const prepared = { ...size, plan: planned, original: { ...original, format }, exif };

      // Twins are always compared by the same pixels, or every sketch that is remembered would be off by a little.
      const decode = (to: DecodedSize) => room(width * height, () => decodePixels(bytes, all, to));
      const compared = () => decode({ maxSide: all.maxSide });
      if (Math.max(size.width, size.height) > all.maxSide) {
        const jpeg = await encodeJpeg(await decode(size), size);
        return {
          ...prepared,
          jpeg,
          sketch: sketch && once(compared, async (again) => sketch(await again(), original)),
        };
      }
      const pixels = await compared();
      return {
        ...prepared,
        jpeg: await encodeJpeg(pixels, size),
        sketch: sketch && once(pixels, (it) => sketch(it, original)),
      };
    },
  };
}
