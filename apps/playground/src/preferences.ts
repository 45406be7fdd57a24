import { INTERFACE_LANGUAGES, type InterfaceLanguage } from './i18n/index.ts';

const LANGUAGE = 'jmj.interface-language';
const API_KEY = 'jmj.api-key';

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

/** For this tab only. */
export const loadApiKey = (): string | undefined =>
  attempt(() => sessionStorage.getItem(API_KEY)) ?? undefined;

export function saveApiKey(key: string): void {
  attempt(() => sessionStorage.setItem(API_KEY, key));
}
