import type { Analysis, AnalysisOptionsInput } from '@jmj/contracts';
import type { CallOptions, Calls } from './calls.ts';
import { isJmjError } from './errors.ts';
import type { HashPhoto } from './hash.ts';
import type { PhotoAddress, PhotoInput } from './photo.ts';

export interface UploadOptions {
  /** Ask by the photo's hash first, and upload only what is not known. @default true */
  hashFirst?: boolean | undefined;
  /** Told when the upload begins. Never told when the hash was enough: then no byte of the photo was sent. */
  onUpload?: (() => void) | undefined;
}

export type SubmitOptions = AnalysisOptionsInput & CallOptions & UploadOptions;

/** Hash-first, then the photo. Where there is no hash, or a service that takes none, the photo at once. */
export function createSubmit(
  calls: Pick<Calls, 'ask' | 'upload' | 'refer'>,
  hash: HashPhoto,
): (photo: PhotoInput | PhotoAddress, options: SubmitOptions) => Promise<Analysis> {
  return async (photo, { hashFirst = true, onUpload, ...options }) => {
    options.signal?.throwIfAborted();
    if ('url' in photo) return calls.refer(String(photo.url), options);
    const sha256 = hashFirst ? await hash(photo) : undefined;
    if (sha256 !== undefined) {
      try {
        return await calls.ask(sha256, options);
      } catch (error) {
        if (!needsThePhoto(error)) throw error;
      }
    }
    onUpload?.();
    return calls.upload(photo, options);
  };
}

/** The photo is unknown, or the service is older than hash-first: those answered 501, or 400 for the field. */
function needsThePhoto(error: unknown): boolean {
  if (!isJmjError(error)) return false;
  return error.code === 'photo-unknown' || error.status === 501 || error.status === 400;
}
