export const INTERFACE_LANGUAGES = ['fr', 'en'] as const;
export type InterfaceLanguage = (typeof INTERFACE_LANGUAGES)[number];

const LANGUAGE = 'jmj.interface-language';

/** Storage may be forbidden by the browser: the page then works without a memory. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const known = (language: string | null | undefined): InterfaceLanguage | undefined =>
  INTERFACE_LANGUAGES.find((it) => it === language);

/** The one chosen before, else the browser's first that we speak, else English. */
export function loadLanguage(): InterfaceLanguage {
  const wished = navigator.languages.map((it) => known(it.slice(0, 2).toLowerCase()));
  return (
    known(attempt(() => localStorage.getItem(LANGUAGE))) ?? wished.find((it) => it !== undefined) ?? 'en'
  );
}

export function saveLanguage(language: InterfaceLanguage): void {
  attempt(() => localStorage.setItem(LANGUAGE, language));
}

/** The viewer's own kind of a language (`en-GB`), when the browser names one: it decides how dates and numbers look. */
export const localeOf = (language: InterfaceLanguage, wished: readonly string[]): string =>
  wished.find((it) => it.toLowerCase().startsWith(language)) ?? language;
