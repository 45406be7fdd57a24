import { Readable } from 'node:stream';
import type { AnalysisOptions } from '@jmj/contracts';
import type { FastifyRequest } from 'fastify';
import { readJson } from './json.ts';
import { readMultipart } from './multipart.ts';
import { parseOptions } from './options.ts';
import { type ReceivedPhoto, receivePhoto, tooLarge } from './photo.ts';

/** A photo with its options, the hash of one that may be known, or the address of one that is to be fetched. */
export type Intake = { options: AnalysisOptions } & (
  | { photo: ReceivedPhoto }
  | { sha256: string }
  | { imageUrl: string }
);

/**
 * The photo and the options of a request, from whichever of the three forms it has.
 *
 * @param query where a raw body's options are
 */
export async function readRequest(
  { body, headers }: FastifyRequest,
  query: unknown,
  maxBytes: number,
): Promise<Intake> {
  if (!(body instanceof Readable)) return readJson(body, maxBytes);
  const multipart = /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');
  // A multipart body is a little larger than its photo: there the limit is on the file.
  if (!multipart && Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (multipart) return readMultipart(body, headers, maxBytes);
  const options = parseOptions(query);
  return { photo: await receivePhoto(body, maxBytes), options };
}
