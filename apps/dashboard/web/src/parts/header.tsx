import { Brand, type InterfaceLanguage, LanguageChoice } from '@jmj/look';
import { CACHE_PATH, COSTS_PATH, QUARANTINE_PATH, QUEUES_PATH, SIGN_OUT_PATH } from '../api.ts';
import { useText } from '../i18n/index.ts';

export type PageName = 'cache' | 'costs' | 'quarantine';

export function Header(props: { page: PageName; onSpeak(language: InterfaceLanguage): void }) {
  const { page, onSpeak } = props;
  const { language, t } = useText();
  return (
    <header class="header">
      <Brand />
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
        <LanguageChoice label={t.interfaceLanguage} chosen={language} onChoose={onSpeak} />
        <a class="header__out" href={SIGN_OUT_PATH}>
          {t.signOut}
        </a>
      </div>
    </header>
  );
}
