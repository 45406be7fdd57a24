import type { Language } from '@jmj/contracts';

/** How readers are addressed in each language: in the professional tone, and otherwise. */
export const LANGUAGE_PROMPTS: Record<Language, string> = {
  fr: 'French "vous" when professional, else "tu"',
  en: 'English plain',
  es: 'Spanish "usted"/"tú"',
  de: 'German "Sie"/"du"',
  it: 'Italian "Lei"/"tu"',
  pt: 'European Portuguese impersonal/"tu"',
};

/** What a call asks for. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  fr: 'French',
  en: 'English',
  es: 'Spanish',
  de: 'German',
  it: 'Italian',
  pt: 'Portuguese',
};
