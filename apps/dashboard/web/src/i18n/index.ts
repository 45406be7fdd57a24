import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { createFormat, type Format } from '../formatting.ts';
import { type InterfaceLanguage, localeOf } from '../preferences.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Messages } from './messages.ts';

export type { Messages };

const MESSAGES: Record<InterfaceLanguage, Messages> = { fr, en };

/** Language names, each in its own language. */
export const LANGUAGE_NAMES: Record<InterfaceLanguage, string> = { fr: 'Français', en: 'English' };

export interface Text {
  language: InterfaceLanguage;
  /** Words. */
  t: Messages;
  /** Figures and times. */
  f: Format;
}

export const textIn = (language: InterfaceLanguage): Text => ({
  language,
  t: MESSAGES[language],
  f: createFormat(localeOf(language, navigator.languages)),
});

export const TextContext = createContext<Text | undefined>(undefined);

export function useText(): Text {
  const text = useContext(TextContext);
  if (!text) throw new Error('no text: outside of the app');
  return text;
}
