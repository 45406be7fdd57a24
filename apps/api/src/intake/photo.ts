import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { PhotoFormat } from '@jmj/contracts';
import { Failure, type IncomingPhoto } from '@jmj/core';
import { DEFAULT_PHOTO_LIMITS, dimensionsOf, formatOf, refuseBomb } from '@jmj/photos/header';
import { giveBack } from './chunks.ts';

/** A photo that was received, as it lies in the chunks it came in. */
export interface ReceivedPhoto extends IncomingPhoto {
  /** To be called once, when `bytes` will not be asked for any more: gives the memory of the chunks back. */
  drop(): void;
}

/** Enough of a file to tell its format. */
const HEAD_BYTES = 64;

export const tooLarge = (maxBytes: number): Failure =>
  new Failure('photo-too-large', `Expected a photo of at most ${maxBytes} bytes`);

/**
 * Takes a photo in as it arrives: hashed chunk by chunk, refused at its first bytes when it is no photo, and at the byte
 * that is one too many.
 *
 * @throws Failure `unsupported-format`, `photo-too-large`, or `invalid-request` when there are no bytes
 */
export async function receivePhoto(body: Readable, maxBytes: number): Promise<ReceivedPhoto> {
  const hash = createHash('sha256');
  const parts: Buffer[] = [];
  let size = 0;
  let format: PhotoFormat | undefined;
  // Destroying a refused body would leave its connection unusable, with the next request on it unread.
  const chunks: AsyncIterable<Buffer> = body.iterator({ destroyOnReturn: false });
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    hash.update(chunk);
    parts.push(chunk);
    if (!format && size >= HEAD_BYTES) format = formatOf(Buffer.concat(parts));
  }
  if (size === 0) {
    throw new Failure('invalid-request', 'The photo is empty', {
      fields: [{ field: 'photo', message: 'expected the bytes of a photo' }],
    });
  }
  // Always a copy: what is kept must not go with the chunks.
  const bytes = () => {
    const whole = Buffer.concat(parts);
    if (whole.byteLength !== size) throw new Error('The photo was dropped before its bytes were asked for');
    return whole;
  };
  const told = format ?? formatOf(bytes());
  const dimensions = () => dimensionsOf(told, parts);
  return {
    sha256: hash.digest('hex'),
    size,
    format: told,
    bytes,
    dimensions,
    refuseBomb: (maxPixels = DEFAULT_PHOTO_LIMITS.maxPixels) =>
      refuseBomb(told, bytes(), dimensions(), { ...DEFAULT_PHOTO_LIMITS, maxPixels }),
    drop: () => giveBack(parts.splice(0)),
  };
}
