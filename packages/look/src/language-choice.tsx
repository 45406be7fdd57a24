import { Choice } from './choice.tsx';
import { INTERFACE_LANGUAGES, type InterfaceLanguage, LANGUAGE_NAMES } from './language.ts';

const OPTIONS = INTERFACE_LANGUAGES.map((it) => ({
  value: it,
  text: it.toUpperCase(),
  title: LANGUAGE_NAMES[it],
  lang: it,
}));

/** The language of the page. */
export function LanguageChoice(props: {
  label: string;
  chosen: InterfaceLanguage;
  onChoose(language: InterfaceLanguage): void;
}) {
  return <Choice {...props} options={OPTIONS} />;
}
