import { deflateSync, inflateSync } from 'node:zlib';
import { DICTIONARY_1 } from './dictionary-1/index.ts';
import { guessLanguage } from './language.ts';

/** Bytes of text that are expanded at most: bytes that pretend to be an entry cannot take more memory than that. */
export const MAX_EXPANDED_BYTES = 262_144;

const DICTIONARIES = new Map(
  Object.values(DICTIONARY_1).map(({ firstByte, dictionary }) => [firstByte, dictionary]),
);

/** 16 kB: the dictionary and an entry fit, and there is half as much memory to set up as with zlib's 32 kB. */
const WINDOW_BITS = 14;
/** Bytes; nearly every entry comes out in one piece. */
const CHUNK_SIZE = 8192;

/**
 * Compresses the text of an entry: one byte that names the dictionary, then a zlib stream made with it (RFC 1950, which
 * carries checksums of the dictionary and of the text: a wrong one would else read as a critique in other words).
 * Any other text is safe too, it only gains less; one longer than `MAX_EXPANDED_BYTES` in UTF-8 does not come back.
 */
export function compress(text: string): Buffer {
  const { firstByte, dictionary } = DICTIONARY_1[guessLanguage(text)];
  const deflated = deflateSync(text, { dictionary, windowBits: WINDOW_BITS, chunkSize: CHUNK_SIZE });
  const compressed = Buffer.allocUnsafe(1 + deflated.length);
  compressed[0] = firstByte;
  compressed.set(deflated, 1);
  return compressed;
}

/** The text again, in UTF-8. `undefined` when the bytes are broken, too long when expanded, or of a dictionary not known here. */
export function expand(compressed: Uint8Array): Buffer | undefined {
  const dictionary = DICTIONARIES.get(compressed[0] ?? -1);
  if (dictionary === undefined) return undefined;
  try {
    return inflateSync(compressed.subarray(1), {
      dictionary,
      windowBits: WINDOW_BITS,
      chunkSize: CHUNK_SIZE,
      maxOutputLength: MAX_EXPANDED_BYTES,
    });
  } catch {
    return undefined;
  }
}
