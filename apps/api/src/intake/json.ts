import { Readable } from 'node:stream';
import { type AnalysisOptions, analysisJsonRequestSchema } from '@jmj/contracts';
import { fieldErrors, invalid } from './options.ts';
import { type ReceivedPhoto, receivePhoto } from './photo.ts';

/** What a JSON request asks: about a photo that may be known, one to be fetched, or the one it brings. */
export type JsonIntake = { options: AnalysisOptions } & (
  | { sha256: string }
  | { imageUrl: string }
  | { photo: ReceivedPhoto }
);

const WAYS = ['imageBase64', 'sha256', 'imageUrl'] as const;

/** Reads the JSON form of a request. @throws Failure `invalid-request` */
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
  if (imageUrl !== undefined) return { imageUrl, options };
  const bytes = Buffer.from(imageBase64 ?? '', 'base64');
  return { photo: await receivePhoto(Readable.from(bytes.length ? [bytes] : []), maxBytes), options };
}
