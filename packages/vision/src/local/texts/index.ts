import type { Language } from '@jmj/contracts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { pt } from './pt.ts';
import type { Texts } from './shape.ts';

const TEXTS: Record<Language, Texts> = { fr, en, es, de, it, pt };

export function textsIn(language: Language): Texts {
  return TEXTS[language];
}
