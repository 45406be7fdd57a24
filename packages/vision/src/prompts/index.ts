import type { ExifFacts, Language, PhotoType, Tone } from '@jmj/contracts';
import { captureFacts } from './capture-facts.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { LANGUAGE_PROMPTS } from './languages.ts';
import { PHOTO_TYPE_PROMPTS } from './photo-types.ts';
import { TONE_PROMPTS } from './tones.ts';

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
  const request = [
    PHOTO_TYPE_PROMPTS[ask.photoType],
    TONE_PROMPTS[ask.tone],
    LANGUAGE_PROMPTS[ask.language],
    captureFacts(ask.exif) || 'Capture facts: none.',
    'The photo to judge follows.',
  ].join('\n');
  return { instructions: INSTRUCTIONS, request };
}
