const MARK = 'poison-for-tests';

export const isPoisoned = (photo: Uint8Array): boolean =>
  Buffer.from(photo.buffer, photo.byteOffset, photo.byteLength).includes(MARK);

/** The same picture with a comment in it: a segment COM right behind the SOI. ITU-T T.81 B.2.4.5. */
export function poisonJpeg(jpeg: Uint8Array): Buffer {
  const comment = Buffer.alloc(4);
  comment.writeUInt16BE(0xfffe);
  comment.writeUInt16BE(2 + MARK.length, 2);
  return Buffer.concat([jpeg.subarray(0, 2), comment, Buffer.from(MARK), jpeg.subarray(2)]);
}
