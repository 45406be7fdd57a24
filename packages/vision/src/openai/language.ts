import type { Language } from '@jmj/contracts';

/** Words that hold sentences together, and that the other languages use little or not at all. */
const GLUE: Record<Language, ReadonlySet<string>> = {
  fr: words(
    'le les des du et est une dans pour sur avec qui ce cette pas mais plus au aux vous tu ton votre il elle où être sans',
  ),
  en: words(
    'the and is of to that it with for on this at but not your you from are its by be would more without where which',
  ),
  es: words(
    'el los las y es en del una para con que lo pero más su al muy este esta hay donde sin tu usted se por un',
  ),
  de: words(
    'der die das und ist den dem ein eine mit für auf nicht im zu des sich es von aber bei wird sie du wie mehr ohne',
  ),
  it: words(
    'il gli della del e è di che una per con nel non si alla più ma dal sul dei delle lo i un tua senza dove anche',
  ),
  pt: words(
    'o os as e é do da dos das no na em um uma com para que não mais mas ao pela pelo sua seu muito sem onde',
  ),
};
const LATIN = /\p{Script=Latin}/u;

/** Below this many words nothing is concluded. */
const FEWEST_WORDS = 40;
/** Of the words of our local judge's critiques 0.18 to 0.26 are glue of their own language, and 0.10 at most of another. */
const LEAST_SHARE = 0.08;
const CLEAR_SHARE = 0.12;

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/**
 * Whether a critique is plainly in another language than asked. Told by its commonest words, all texts together. Where there is doubt it is not,
 * for asking again is paid for.
 */
export function isInAnotherLanguage(texts: readonly string[], asked: Language): boolean {
  const all =
    texts
      .join(' ')
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? [];
  const letters = all.join('');
  if (letters.length < FEWEST_WORDS) return false;
  const foreign = [...letters].filter((letter) => !LATIN.test(letter)).length;
  if (foreign > letters.length * 0.3) return true;
  if (all.length < FEWEST_WORDS) return false;

  const shareOf = (language: Language) => all.filter((word) => GLUE[language].has(word)).length / all.length;
  const own = shareOf(asked);
  if (own < LEAST_SHARE) return true;
  const others = (Object.keys(GLUE) as Language[]).filter((it) => it !== asked).map(shareOf);
  const most = Math.max(...others);
  return most >= CLEAR_SHARE && own < most / 2;
}
