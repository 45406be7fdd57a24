import type { PhotoFormat } from './options.ts';

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);
const AVIF_BRANDS = new Set(['avif', 'avis']);

/** Brands of an ISO base media file (ISO/IEC 14496-12 §4.3): the major one, then the compatible ones. */
function isoBrands(bytes: Uint8Array): string[] {
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const brands = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= Math.min(size, bytes.length, 256); at += 4)
    brands.push(ascii(bytes, at, at + 4));
  return brands;
}

/**
 * The format of a photo by its first bytes, whatever its name or declared type says.
 * `undefined`: not a photo that we know. `heic` is recognised so that it can be refused with a useful word.
 */
export function sniffFormat(bytes: Uint8Array): PhotoFormat | 'heic' | undefined {
  if (bytes.length < 16) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (['GIF87a', 'GIF89a'].includes(ascii(bytes, 0, 6))) return 'gif';
  if (['II*\0', 'MM\0*'].includes(ascii(bytes, 0, 4))) return 'tiff';
  if (ascii(bytes, 4, 8) === 'ftyp') {
    const brands = isoBrands(bytes);
    if (brands.some((it) => AVIF_BRANDS.has(it))) return 'avif';
    if (brands.some((it) => HEIC_BRANDS.has(it))) return 'heic';
  }
  return undefined;
}
