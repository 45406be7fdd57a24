import type { PhotoFormat } from '@jmj/contracts';
import { Failure, sniffFormat } from '@jmj/core';

/** By the first bytes. @throws Failure `unsupported-format` */
export function formatOf(head: Uint8Array): PhotoFormat {
  const format = sniffFormat(head);
  if (format === 'heic')
    throw new Failure('unsupported-format', 'HEIC is not supported: convert the photo to JPEG');
  if (!format) throw new Failure('unsupported-format', 'Expected a JPEG, PNG, WebP, AVIF, GIF or TIFF photo');
  return format;
}
