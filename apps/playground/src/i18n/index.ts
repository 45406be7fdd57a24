import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en, type Messages } from './en.ts';
import { fr } from './fr.ts';

export const INTERFACE_LANGUAGES = ['fr', 'en'] as const;
export type InterfaceLanguage = (typeof INTERFACE_LANGUAGES)[number];
export type { Messages };

export const MESSAGES: Record<InterfaceLanguage, Messages> = { fr, en };

export interface Text {
  language: InterfaceLanguage;
  t: Messages;
}
export const TextContext = createContext<Text>({ language: 'fr', t: fr });
export const useText = (): Text => useContext(TextContext);

/** Language names, each in its own language. */
export const LANGUAGE_NAMES = {
  fr: 'Français',
  en: 'English',
  es: 'Español',
  de: 'Deutsch',
  it: 'Italiano',
  pt: 'Português',
} as const;
