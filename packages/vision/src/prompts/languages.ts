import type { Language } from '@jmj/contracts';

/** Language of all texts, and how readers are addressed in it. */
export const LANGUAGE_PROMPTS: Record<Language, string> = {
  fr: 'Language: French (français de France). Address the reader as "vous" in the professional tone, otherwise as "tu". Use French photographic vocabulary (cadrage, profondeur de champ, hautes lumières, bruit), French punctuation and accents.',
  en: 'Language: English. Use international photographic vocabulary and plain, idiomatic sentences.',
  es: 'Language: Spanish (español). Address the reader as "usted" in the professional tone, otherwise as "tú". Use Spanish photographic vocabulary (encuadre, profundidad de campo, altas luces, ruido) and opening question and exclamation marks.',
  de: 'Language: German (Deutsch). Address the reader as "Sie" in the professional tone, otherwise as "du". Use German photographic vocabulary (Bildaufbau, Schärfentiefe, Lichter, Rauschen) and umlauts.',
  it: 'Language: Italian (italiano). Address the reader as "Lei" in the professional tone, otherwise as "tu". Use Italian photographic vocabulary (inquadratura, profondità di campo, alte luci, rumore) and accents.',
  pt: 'Language: Portuguese (português de Portugal, understood in Brazil too). Use neutral, impersonal wording in the professional tone, otherwise address the reader as "tu". Use Portuguese photographic vocabulary (enquadramento, profundidade de campo, altas luzes, ruído) and accents.',
};
