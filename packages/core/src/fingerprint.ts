import type { Language, PhotoType, Tone } from '@jmj/contracts';

/** Everything that decides a critique. Equal fingerprints share one critique, and one paid call. */
export interface Fingerprint {
  /** SHA-256 of the photo, hex. */
  sha256: string;
  tone: Tone;
  language: Language;
  photoType: PhotoType;
  promptRevision: string;
  model: string;
}

/** The fingerprint as one string, `sha256:tone:language:photoType:revision:model`. */
export function fingerprintKey(it: Fingerprint): string {
  return [it.sha256, it.tone, it.language, it.photoType, it.promptRevision, it.model].join(':');
}
