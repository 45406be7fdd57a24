import { loadLanguage, saveLanguage } from '@jmj/look';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { COSTS_PATH } from './api.ts';
import { CachePage } from './cache-page.tsx';
import { CostsPage } from './costs-page.tsx';
import { TextContext, textIn } from './i18n/index.ts';
import { Header } from './parts/header.tsx';

export function App() {
  const [language, setLanguage] = useState(loadLanguage);
  const text = useMemo(() => textIn(language), [language]);
  const page = location.pathname === COSTS_PATH ? 'costs' : 'cache';
  const { t } = text;
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = page === 'costs' ? t.costs.pageTitle : t.pageTitle;
  }, [language, page, t]);

  return (
    <TextContext.Provider value={text}>
      <Header
        page={page}
        onSpeak={(next) => {
          saveLanguage(next);
          setLanguage(next);
        }}
      />
      <main class="page">
        <h1 class="hidden">{page === 'costs' ? t.costs.title : t.title}</h1>
        {page === 'costs' ? <CostsPage /> : <CachePage />}
      </main>
    </TextContext.Provider>
  );
}
