import type { ByteReader } from './bytes.ts';

const [STUFFED, TEMPORARY, FIRST_RESTART, END, SCAN] = [0x00, 0x01, 0xd0, 0xd9, 0xda];

/** Markers that stand alone: no length and no content follow. ITU-T T.81 §B.1.1.4 */
const standsAlone = (marker: number): boolean =>
  marker === STUFFED || marker === TEMPORARY || (marker >= FIRST_RESTART && marker < END);

/**
 * Scans of a JPEG, counted up to `most` + 1; what follows its end is not looked at. A scan of 80 bytes makes a decoder go over all
 * of the picture once more: 300 of them on 100 megapixels took 2 s, and a file has room for hundreds of thousands.
 */
export function jpegScans(file: ByteReader, most: number): number {
  let scans = 0;
  for (let at = file.next(0xff, 2); at >= 0 && scans <= most; at = file.next(0xff, at)) {
    const marker = file.u8(at + 1);
    if (marker === undefined || marker === END) break;
    if (marker === 0xff) at += 1;
    else if (standsAlone(marker)) at += 2;
    else {
      if (marker === SCAN) scans++;
      at += 2 + Math.max(2, file.u16(at + 2, false) ?? 2);
    }
  }
  return scans;
}
