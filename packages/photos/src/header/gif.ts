import type { Dimensions } from '@jmj/core';
import type { ByteReader } from './bytes.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** Bytes of a colour table by the flags before it; none when they say so. */
const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Past sub-blocks and the empty one that ends them. */
function afterSubBlocks(file: ByteReader, from: number): number {
  let at = from;
  for (let size = file.u8(at); size !== undefined; size = file.u8(at)) {
    at += 1 + size;
    if (size === 0) break;
  }
  return at;
}

/**
 * Frames of a GIF, counted up to `most` + 1, and the size of the largest, which the screen it declares need not hold.
 * GIF89a §12 to §26: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export function gifFacts(file: ByteReader, most: number): Dimensions & { frames: number } {
  let frames = 0;
  let [width, height] = [1, 1];
  let at = 13 + tableBytes(file.u8(10) ?? 0);
  while (frames <= most && at < file.length) {
    const kind = file.u8(at);
    if (kind === TRAILER) break;
    if (kind === EXTENSION) at = afterSubBlocks(file, at + 2);
    else if (kind === IMAGE) {
      frames++;
      width = Math.max(width, file.u16(at + 5, true) ?? 0);
      height = Math.max(height, file.u16(at + 7, true) ?? 0);
      at = afterSubBlocks(file, at + 11 + tableBytes(file.u8(at + 9) ?? 0));
    } else at++; // padding between blocks
  }
  return { frames, width, height };
}
