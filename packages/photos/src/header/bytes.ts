/** Reads numbers out of a file that may end anywhere. Beyond its end everything is `undefined`. */
export interface ByteReader {
  length: number;
  u8(at: number): number | undefined;
  u16(at: number, little: boolean): number | undefined;
  u32(at: number, little: boolean): number | undefined;
  /** Four characters, such as the name of a chunk. */
  name(at: number): string;
  /** Where this byte is next; -1 when it is nowhere. */
  next(byte: number, from: number): number;
}

export function readerOf(bytes: Uint8Array): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const holds = (at: number, size: number) => at >= 0 && at + size <= bytes.length;
  return {
    length: bytes.length,
    u8: (at) => bytes[at],
    u16: (at, little) => (holds(at, 2) ? view.getUint16(at, little) : undefined),
    u32: (at, little) => (holds(at, 4) ? view.getUint32(at, little) : undefined),
    next: (byte, from) => bytes.indexOf(byte, from),
    name: (at) => String.fromCharCode(...bytes.subarray(at, at + 4)),
  };
}
