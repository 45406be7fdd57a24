import type { Dimensions } from '@jmj/core';
import type { ByteReader } from './bytes.ts';

/** Names as numbers: to make a string of each of 50,000 would take longer than all the rest. */
const COMPRESSED_TEXT = new Set(['zTXt', 'iTXt', 'iCCP'].map((name) => Buffer.from(name).readUInt32BE()));
/** Each is inflated by the decoder, up to 50 MB and 22 ms from 50 KB: a bomb of 1 MB with 20 of them took 442 ms. */
const MOST_COMPRESSED = 16;
/** A chunk is at least 12 bytes: half a million of them took 114 ms. Pixels come in some hundreds or thousands. */
const MOST_CHUNKS = 50_000;

/** As its first chunk declares them, however absurd: https://www.w3.org/TR/png-3/#11IHDR */
export const pngDimensions = (file: ByteReader): Dimensions => ({
  width: file.u32(16, false) ?? 0,
  height: file.u32(20, false) ?? 0,
});

/** Whether a PNG carries more chunks than any photo has. https://www.w3.org/TR/png-3/#5Chunk-layout */
export function isChunkBomb(file: ByteReader): boolean {
  let compressed = 0;
  let chunks = 0;
  for (let at = 8; at + 12 <= file.length; chunks++) {
    if (COMPRESSED_TEXT.has(file.u32(at + 4, false) ?? 0)) compressed++;
    if (compressed > MOST_COMPRESSED || chunks > MOST_CHUNKS) return true;
    at += 12 + (file.u32(at, false) ?? 0);
  }
  return false;
}
