import type { JudgedCritique, Language } from '@jmj/contracts';
import { INSTRUCTIONS } from '../prompts/instructions.ts';
import { PHOTO_TYPE_PROMPTS } from '../prompts/photo-types.ts';
import { isInAnotherLanguage } from './language.ts';

/** As many words in a row are no accident. */
const QUOTE_WORDS = 8;
/** The levels of the points read like sentences of a critique: an editor may well say one of them. */
const LEVEL_QUOTE_WORDS = 12;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function runsOf(texts: readonly string[], length: number): Set<string> {
  return new Set(
    texts.flatMap((text) => {
      const words = wordsOf(text);
      return words
        .slice(0, Math.max(0, words.length - length + 1))
        .map((_, at) => words.slice(at, at + length).join(' '));
    }),
  );
}

/** The paragraphs under each heading, by heading. */
const sections = new Map(
  INSTRUCTIONS.split(/^# /m).map((section) => [section.slice(0, section.indexOf('\n')), section]),
);
const levels = sections.get('Points') ?? '';
const rules = [...sections.values()].filter((section) => section !== levels);
const QUOTES = runsOf([...rules, ...Object.values(PHOTO_TYPE_PROMPTS)], QUOTE_WORDS);
const LEVEL_QUOTES = runsOf([levels], LEVEL_QUOTE_WORDS);

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

const holdsAny = (texts: readonly string[], length: number, quotes: Set<string>): boolean =>
  [...runsOf(texts, length)].some((run) => quotes.has(run));

export type Disobedience = 'it repeats our instructions' | 'it is not in the language asked for';

/**
 * What shows that a model obeyed words in the photo, and not us, although its answer follows the schema.
 * @param language leave out where it is not known
 */
export function disobedienceIn(critique: JudgedCritique, language?: Language): Disobedience | undefined {
  const texts = textsIn(critique);
  if (holdsAny(texts, QUOTE_WORDS, QUOTES) || holdsAny(texts, LEVEL_QUOTE_WORDS, LEVEL_QUOTES))
    return 'it repeats our instructions';
  if (language && isInAnotherLanguage(texts, language)) return 'it is not in the language asked for';
  return undefined;
}
