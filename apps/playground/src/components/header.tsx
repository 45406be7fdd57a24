import { INTERFACE_LANGUAGES, type InterfaceLanguage, LANGUAGE_NAMES, useText } from '../i18n/index.ts';
import { Aperture } from './aperture.tsx';

export function Header({ onSpeak }: { onSpeak: (language: InterfaceLanguage) => void }) {
  const { language, t } = useText();
  return (
    <header class="header">
      <p class="brand">
        <Aperture />
        <span class="brand__name">
          JudgeMy<b>JPEG</b>
        </span>
        <span class="brand__tagline">{t.tagline}</span>
      </p>
      <fieldset class="speak">
        <legend class="hidden">{t.interfaceLanguage}</legend>
        {INTERFACE_LANGUAGES.map((it) => (
          <button
            key={it}
            type="button"
            class="speak__button"
            lang={it}
            aria-pressed={it === language}
            aria-label={LANGUAGE_NAMES[it]}
            onClick={() => onSpeak(it)}
          >
            {it.toUpperCase()}
          </button>
        ))}
      </fieldset>
    </header>
  );
}
