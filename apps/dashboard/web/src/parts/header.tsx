import { CACHE_PATH, COSTS_PATH, QUARANTINE_PATH, QUEUES_PATH, SIGN_OUT_PATH } from '../api.ts';
import { LANGUAGE_NAMES, useText } from '../i18n/index.ts';
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '../preferences.ts';
import { Aperture } from './aperture.tsx';
import { Choice } from './choice.tsx';

export type PageName = 'cache' | 'costs' | 'quarantine';

export function Header(props: { page: PageName; onSpeak(language: InterfaceLanguage): void }) {
  const { page, onSpeak } = props;
  const { language, t } = useText();
  return (
    <header class="header">
      <p class="brand">
        <Aperture />
        <span class="brand__name">
          JudgeMy<b>JPEG</b>
        </span>
      </p>
      <nav class="nav" aria-label={t.sections}>
        <a href={CACHE_PATH} aria-current={page === 'cache' ? 'page' : undefined}>
          {t.title}
        </a>
        <a href={COSTS_PATH} aria-current={page === 'costs' ? 'page' : undefined}>
          {t.costs.title}
        </a>
        <a href={QUARANTINE_PATH} aria-current={page === 'quarantine' ? 'page' : undefined}>
          {t.quarantine.title}
        </a>
        <a href={QUEUES_PATH}>{t.queue}</a>
      </nav>
      <div class="header__end">
        <Choice
          label={t.interfaceLanguage}
          chosen={language}
          onChoose={onSpeak}
          options={INTERFACE_LANGUAGES.map((it) => ({
            value: it,
            text: it.toUpperCase(),
            title: LANGUAGE_NAMES[it],
            lang: it,
          }))}
        />
        <a class="header__out" href={SIGN_OUT_PATH}>
          {t.signOut}
        </a>
      </div>
    </header>
  );
}
