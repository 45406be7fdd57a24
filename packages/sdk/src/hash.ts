import type { PhotoInput } from './photo.ts';

/** SHA-256 of a photo, 64 lower-case hex digits; `undefined` when it cannot be had, which is never an error. */
export type HashPhoto = (photo: PhotoInput) => Promise<string | undefined>;

/** WebCrypto takes its input in one piece, so a larger blob is not read into memory for a photo that is hardly known. */
export const MOST_HASHED_BYTES = 64 * 1024 * 1024;

/**
 * Hashes with WebCrypto, which browsers offer in secure contexts only: `https:` and the own machine
 * (https://w3c.github.io/webcrypto/#crypto-interface). A blob is hashed once, however often it is asked for.
 */
export function createPhotoHasher(): HashPhoto {
  // Blobs only: a buffer may hold another photo by the next call.
  const hashes = new WeakMap<Blob, Promise<string | undefined>>();

  return (photo) => {
    if (!(photo instanceof Blob)) return hashOf(photo.byteLength, () => Promise.resolve(photo));
    const remembered = hashes.get(photo);
    if (remembered !== undefined) return remembered;
    const hash = hashOf(photo.size, () => photo.arrayBuffer());
    hashes.set(photo, hash);
    return hash;
  };
}

async function hashOf(
  size: number,
  read: () => Promise<ArrayBuffer | Uint8Array>,
): Promise<string | undefined> {
  // Typed as always there, but not in a page without a secure context.
  const subtle: typeof crypto.subtle | undefined = globalThis.crypto?.subtle;
  if (!subtle || size > MOST_HASHED_BYTES) return undefined;
  try {
    const digest = await subtle.digest('SHA-256', (await read()) as ArrayBuffer);
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  } catch {
    return undefined;
  }
}
