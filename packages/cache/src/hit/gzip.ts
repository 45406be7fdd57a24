import { crc32, deflateRawSync } from 'node:zlib';
import type { PackedTail } from '@jmj/core';

/** RFC 1952 §2.3: no name, no time, made by an unknown system. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** RFC 1951 §3.2.4: one byte of type, the length, and the length again, inverted. */
const STORED_HEAD_BYTES = 5;
const MOST_STORED_BYTES = 0xffff;
const TRAILER_BYTES = 8;
/** 8 kB: an answer fits, and there is less to set up than with zlib's 32 kB. */
const WINDOW_BITS = 13;

// CRC-32 as arithmetic on polynomials over GF(2), the highest bit standing for x⁰, as in zlib's crc32_combine.
const POLYNOMIAL = 0xedb88320;
const ONE = 0x8000_0000;

function times(a: number, b: number): number {
  let product = 0;
  let power = b;
  for (let rest = a; rest !== 0; rest = (rest << 1) >>> 0) {
    if (rest & ONE) product ^= power;
    power = power & 1 ? (power >>> 1) ^ POLYNOMIAL : power >>> 1;
  }
  return product >>> 0;
}

/** x to the power of `8 * bytes`. */
function shiftOver(bytes: number): number {
  let shift = ONE;
  let square = ONE >>> 8; // x⁸
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = times(square, shift);
    square = times(square, square);
  }
  return shift;
}

export function packTail(tail: Uint8Array): PackedTail {
  return {
    deflated: deflateRawSync(tail, { windowBits: WINDOW_BITS }),
    length: tail.byteLength,
    crc: crc32(tail),
    crcShift: shiftOver(tail.byteLength),
  };
}

/**
 * One gzip stream of `head` and the tail: the head as it is, in a stored block, then the tail's blocks as they lie. Not two
 * streams in a row, which browsers do not all read on from. @param head ASCII, at most 65,535 characters
 */
export function gzipWith(head: string, { deflated, length, crc, crcShift }: PackedTail): Buffer {
  if (head.length > MOST_STORED_BYTES) throw new RangeError('A stored block holds 65,535 bytes at most');
  const textAt = GZIP_HEAD.length + STORED_HEAD_BYTES;
  const tailAt = textAt + head.length;
  const end = tailAt + deflated.length;
  const out = Buffer.allocUnsafe(end + TRAILER_BYTES);
  out.set(GZIP_HEAD);
  out[GZIP_HEAD.length] = 0;
  out.writeUInt16LE(head.length, GZIP_HEAD.length + 1);
  out.writeUInt16LE(~head.length & 0xffff, GZIP_HEAD.length + 3);
  out.write(head, textAt, 'latin1');
  out.set(deflated, tailAt);
  const headCrc = crc32(out.subarray(textAt, tailAt));
  out.writeUInt32LE((times(headCrc, crcShift) ^ crc) >>> 0, end);
  out.writeUInt32LE((head.length + length) >>> 0, end + 4);
  return out;
}
