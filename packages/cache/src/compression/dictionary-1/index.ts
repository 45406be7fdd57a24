import { GERMAN } from './de.ts';
import { ENGLISH } from './en.ts';
import { SPANISH } from './es.ts';
import { FRENCH } from './fr.ts';
import { ITALIAN } from './it.ts';
import { PORTUGUESE } from './pt.ts';
import { SKELETON } from './skeleton.ts';

// Entries that are stored can be read with these very bytes only. To change anything here, make a `dictionary-2`
// with first bytes of its own, and keep this one until every entry it wrote has expired (48 h).
const dictionary = (language: string): Buffer => Buffer.from(SKELETON + language);

/** The dictionaries of version 1, by the first byte of what they compress: version × 16 + language. */
export const DICTIONARY_1 = {
  fr: { firstByte: 0x10, dictionary: dictionary(FRENCH) },
  en: { firstByte: 0x11, dictionary: dictionary(ENGLISH) },
  es: { firstByte: 0x12, dictionary: dictionary(SPANISH) },
  de: { firstByte: 0x13, dictionary: dictionary(GERMAN) },
  it: { firstByte: 0x14, dictionary: dictionary(ITALIAN) },
  pt: { firstByte: 0x15, dictionary: dictionary(PORTUGUESE) },
};
