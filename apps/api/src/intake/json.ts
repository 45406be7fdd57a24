import { Readable } from 'node:stream';
import { type AnalysisOptions, analysisJsonRequestSchema } from '@jmj/contracts';
import { Failure, type IncomingPhoto } from '@jmj/core';
import { fieldErrors, invalid } from './options.ts';
import { receivePhoto } from './photo.ts';

/** What a JSON request asks: about a photo that may be known, or about the one it brings. */
export type JsonIntake = { options: AnalysisOptions } & ({ sha256: string } | { photo: IncomingPhoto });

const WAYS = ['imageBase64', 'sha256', 'imageUrl'] as const;

/** Reads the JSON form of a request. @throws Failure `invalid-request`, or `not-implemented` for what comes later */
export async function readJson(body: unknown, maxBytes: number): Promise<JsonIntake> {
  const parsed = analysisJsonRequestSchema.safeParse(body);
  if (!parsed.success) throw invalid(fieldErrors(parsed.error));
  const { imageBase64, sha256, imageUrl, ...options } = parsed.data;
  const given = WAYS.filter((name) => parsed.data[name] !== undefined);
  if (given.length !== 1) {
    throw invalid([
      { field: given[1] ?? 'imageBase64', message: `expected exactly one of ${WAYS.join(', ')}` },
    ]);
  }
  if (sha256 !== undefined) return { sha256, options };
  if (imageBase64 === undefined) {
    throw new Failure('not-implemented', 'imageUrl is not offered yet: send the photo itself');
  }
  const bytes = Buffer.from(imageBase64, 'base64');
  return { photo: await receivePhoto(Readable.from(bytes.length ? [bytes] : []), maxBytes), options };
}
