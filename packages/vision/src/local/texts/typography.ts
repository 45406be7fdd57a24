import type { Language } from '@jmj/contracts';

const NARROW = '\u202f';
const NO_BREAK = '\u00a0';

/**
 * What the grammar or the press of a language wants once figures stand in a sentence.
 * French blanks: Imprimerie nationale, "Lexique des règles typographiques", 2002, p. 147 ff.
 */
export function typeset(language: Language, text: string): string {
  if (language === 'fr') return text.replaceAll(/ ([;!?%])/g, `${NARROW}$1`).replaceAll(' :', `${NO_BREAK}:`);
  if (language === 'it') return elideArticles(text);
  return text;
}

/** Percentages said with a vowel first (otto, ottanta…, uno, undici), and those that begin with "zero". */
const VOWEL = /\b(il|al|del|dal|sul) (?=(?:8\d?|11?)(?:,\d+)?%)/gi;
const ZERO = /\b(il|al|del|dal|sul) (?=0(?:,\d+)?%)/gi;

function elideArticles(text: string): string {
  return text
    .replaceAll(VOWEL, (_, article: string) =>
      article.toLowerCase() === 'il' ? `${article[0] === 'I' ? 'L' : 'l'}’` : `${article}l’`,
    )
    .replaceAll(ZERO, (_, article: string) =>
      article.toLowerCase() === 'il' ? `${article[0] === 'I' ? 'L' : 'l'}o ` : `${article}lo `,
    );
}

/** With a capital first letter. */
export function capital(language: Language, text: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
