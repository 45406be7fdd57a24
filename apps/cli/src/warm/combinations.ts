import type { Language, PhotoType, Tone } from '@jmj/contracts';
import type { LocalPhoto } from './photos.ts';

export interface Wanted {
  tone: Tone;
  language: Language;
  photoType: PhotoType;
}

/** One critique to have in the cache. */
export interface Item {
  photo: LocalPhoto;
  wanted: Wanted;
}

/** Every photo in every way; those of one photo together, so that it waits in the photo store once for all of them. */
export function combine(
  photos: LocalPhoto[],
  { tones, languages, photoTypes }: { tones: Tone[]; languages: Language[]; photoTypes: PhotoType[] },
): Item[] {
  const ways = tones.flatMap((tone) =>
    languages.flatMap((language) => photoTypes.map((photoType) => ({ tone, language, photoType }))),
  );
  return photos.flatMap((photo) => ways.map((wanted) => ({ photo, wanted })));
}

export const nameOf = ({ photo, wanted }: Item): string =>
  `${photo.name} (${wanted.tone}, ${wanted.language}, ${wanted.photoType})`;
