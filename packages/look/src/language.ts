import { attempt } from './storage.ts';

export const INTERFACE_LANGUAGES = ['fr', 'en'] as const;
export type InterfaceLanguage = (typeof INTERFACE_LANGUAGES)[number];

/** Language names, each in its own language. */
export const LANGUAGE_NAMES = {
  fr: 'Français',
  en: 'English',
  es: 'Español',
  de: 'Deutsch',
  it: 'Italiano',
  pt: 'Português',
} as const;

const LANGUAGE = 'jmj.interface-language';

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
