import {
  type Language,
  languageSchema,
  type PhotoType,
  photoTypeSchema,
  sha256Schema,
  type Tone,
  toneSchema,
} from '@jmj/contracts';

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

/** What `fingerprintKey` was made of; `undefined` when the text is none. A model's name may hold a `:`. */
export function parseFingerprint(key: string): Fingerprint | undefined {
  const [sha256, tone, language, photoType, promptRevision = '', ...model] = key.split(':');
  const parts = {
    sha256: sha256Schema.safeParse(sha256),
    tone: toneSchema.safeParse(tone),
    language: languageSchema.safeParse(language),
    photoType: photoTypeSchema.safeParse(photoType),
  };
  const { sha256: hash, tone: told, language: spoken, photoType: kind } = parts;
  if (!hash.success || !told.success || !spoken.success || !kind.success) return undefined;
  if (!promptRevision || model.join(':') === '') return undefined;
  return {
    sha256: hash.data,
    tone: told.data,
    language: spoken.data,
    photoType: kind.data,
    promptRevision,
    model: model.join(':'),
  };
}
