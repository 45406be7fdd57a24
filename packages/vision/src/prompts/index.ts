import type { ExifFacts, Language, PhotoType, Tone } from '@jmj/contracts';
import { captureFacts } from './capture-facts.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { LANGUAGE_NAMES } from './languages.ts';
import { PHOTO_TYPE_PROMPTS } from './photo-types.ts';

export interface Prompt {
  /** Equal in every call. */
  instructions: string;
  /** What this call asks for. The photo follows it. */
  request: string;
}

export function buildPrompt(ask: {
  tone: Tone;
  language: Language;
  photoType: PhotoType;
  exif?: ExifFacts | undefined;
}): Prompt {
  const facts = captureFacts(ask.exif);
  // What most calls share comes first: the provider's cache goes on for as long as two prompts are equal.
  const request = [
    `Language: ${LANGUAGE_NAMES[ask.language]}. Tone: ${ask.tone}.`,
    `Photo type: ${PHOTO_TYPE_PROMPTS[ask.photoType]}`,
    ...(facts ? [facts] : []),
  ].join('\n');
  return { instructions: INSTRUCTIONS, request };
}
