import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import type { AnalysisOptions } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import { collectChunks, giveBack } from './chunks.ts';
import { invalid, parseOptions } from './options.ts';
import { type ReceivedPhoto, receivePhoto, tooLarge } from './photo.ts';

const LIMITS = { fields: 20, files: 1, parts: 25, fieldSize: 1024, fieldNameSize: 100, headerPairs: 50 };

/**
 * Reads `multipart/form-data`: the file field `photo` and the options, in any order.
 * @throws Failure `invalid-request` for a duplicate, unknown, missing or oversized part
 */
export async function readMultipart(
  body: Readable,
  headers: IncomingHttpHeaders,
  maxBytes: number,
): Promise<{ photo: ReceivedPhoto; options: AnalysisOptions }> {
  const form = openForm(headers, maxBytes);
  const fields = new Map<string, string>();
  let photo: Promise<ReceivedPhoto> | undefined;
  const { chunks, stop } = collectChunks(body);

  await new Promise<void>((resolve, reject) => {
    const refuse = (field: string, message: string) => reject(invalid([{ field, message }]));
    form.on('field', (name, value, nameCut, valueCut) => {
      if (name === 'photo') return refuse(name, 'expected a file, not text');
      if (nameCut || valueCut) return refuse(name, `expected at most ${LIMITS.fieldSize} bytes`);
      if (fields.has(name)) return refuse(name, 'expected this field once');
      fields.set(name, value);
    });
    form.on('file', (name, file) => {
      // Also when nobody reads it any more: a form that ends too early is told to the last file, and with no listener left
      // that would end the process.
      file.on('error', () => refuse('body', 'expected well-formed multipart/form-data'));
      if (name !== 'photo') {
        file.resume();
        return refuse(name, 'expected the file in the field "photo"');
      }
      file.on('limit', () => reject(tooLarge(maxBytes)));
      photo = receivePhoto(file, maxBytes);
      photo.catch(reject);
    });
    form.on('filesLimit', () => refuse('photo', 'expected one file'));
    form.on('fieldsLimit', () => refuse('body', `expected at most ${LIMITS.fields} fields`));
    form.on('partsLimit', () => refuse('body', `expected at most ${LIMITS.parts} parts`));
    form.on('error', () => refuse('body', 'expected well-formed multipart/form-data'));
    form.on('finish', resolve);
    body.on('error', reject);
    body.on('aborted', () => refuse('body', 'the upload was cut off'));
    body.pipe(form);
  }).finally(() => {
    body.unpipe(form);
    stop(); // what is left of a refused upload is read and dropped
  });

  if (!photo) throw invalid([{ field: 'photo', message: 'expected a file field with the photo' }]);
  const options = parseOptions(Object.fromEntries(fields));
  // What the parser made of the chunks are views of them.
  return { photo: { ...(await photo), drop: () => giveBack(chunks.splice(0)) }, options };
}

function openForm(headers: IncomingHttpHeaders, maxBytes: number) {
  const contentType = headers['content-type'] ?? '';
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { ...LIMITS, fileSize: maxBytes + 1 },
    });
  } catch (cause) {
    throw new Failure('invalid-request', 'Expected multipart/form-data with a boundary', { cause });
  }
}
