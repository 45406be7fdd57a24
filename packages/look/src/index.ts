export { Brand } from './brand.tsx';
export { Choice } from './choice.tsx';
export { type InterfaceLanguage, LANGUAGE_NAMES, loadLanguage, saveLanguage } from './language.ts';
export { LanguageChoice } from './language-choice.tsx';
export { attempt } from './storage.ts';
