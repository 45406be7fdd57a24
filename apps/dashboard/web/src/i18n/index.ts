import type { InterfaceLanguage } from '@jmj/look';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { createFormat, type Format, localeOf } from '../formatting.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Messages } from './messages.ts';

export type { Messages };

const MESSAGES: Record<InterfaceLanguage, Messages> = { fr, en };

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
