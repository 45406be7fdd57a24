import type { InterfaceLanguage } from '@jmj/look';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en, type Messages } from './en.ts';
import { fr } from './fr.ts';

export type { Messages };

export const MESSAGES: Record<InterfaceLanguage, Messages> = { fr, en };

export interface Text {
  language: InterfaceLanguage;
  t: Messages;
}
export const TextContext = createContext<Text>({ language: 'fr', t: fr });
export const useText = (): Text => useContext(TextContext);
