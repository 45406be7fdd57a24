import type { IncomingHttpHeaders } from 'node:http';
import { sniffFormat } from '@jmj/core';
import { noPhoto, tooLarge } from './failures.ts';

/** Enough of a file to tell its format. */
const HEAD_BYTES = 256;

const single = (value: string | string[] | undefined): string => [value ?? []].flat().join(',').trim();

function checkHead(head: Uint8Array): void {
  const format = sniffFormat(head);
  if (format === 'heic') throw noPhoto('HEIC is not supported: convert the photo to JPEG');
  if (!format) throw noPhoto();
}

/** @throws Failure before anything of the body is read */
function checkHeaders(headers: IncomingHttpHeaders, maxBytes: number): void {
  const encoding = single(headers['content-encoding']).toLowerCase();
  // A photo that were unpacked here could be a bomb; one that is sent as it is cannot.
  if (encoding !== '' && encoding !== 'identity')
    throw noPhoto('Expected the photo as it is, not compressed once more');
  const type = single(headers['content-type']).toLowerCase();
  if (type !== '' && !/^(image\/|application\/octet-stream|binary\/octet-stream)/.test(type)) throw noPhoto();
  if (Number(single(headers['content-length'])) > maxBytes) throw tooLarge(maxBytes);
}

/**
 * Takes the photo in as it arrives: refused by its headers, by its first bytes, or at the byte that is one too many.
 * @throws Failure `unsupported-format` or `photo-too-large`
 */
export async function readPhoto(
  headers: IncomingHttpHeaders,
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<Uint8Array> {
  checkHeaders(headers, maxBytes);
  const parts: Buffer[] = [];
  let size = 0;
  let checked = false;
  for await (const part of body) {
    size += part.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
    if (!checked && size >= HEAD_BYTES) {
      checkHead(Buffer.concat(parts));
      checked = true;
    }
  }
  const bytes = Buffer.concat(parts, size);
  if (!checked) checkHead(bytes);
  return bytes;
}
