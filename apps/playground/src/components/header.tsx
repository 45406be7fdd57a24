import { Brand, type InterfaceLanguage, LanguageChoice } from '@jmj/look';
import { useText } from '../i18n/index.ts';

export function Header({ onSpeak }: { onSpeak: (language: InterfaceLanguage) => void }) {
  const { language, t } = useText();
  return (
    <header class="header">
      <Brand>
        <span class="brand__tagline">{t.tagline}</span>
      </Brand>
      <LanguageChoice label={t.interfaceLanguage} chosen={language} onChoose={onSpeak} />
    </header>
  );
}
