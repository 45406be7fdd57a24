import { loadLanguage, saveLanguage } from '@jmj/look';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { COSTS_PATH, QUARANTINE_PATH } from './api.ts';
import { CachePage } from './cache-page.tsx';
import { CostsPage } from './costs-page.tsx';
import { type Messages, TextContext, textIn } from './i18n/index.ts';
import { Header, type PageName } from './parts/header.tsx';
import { QuarantinePage } from './quarantine-page.tsx';

const PAGES = { cache: CachePage, costs: CostsPage, quarantine: QuarantinePage };
const PAGE_AT: Record<string, PageName> = { [COSTS_PATH]: 'costs', [QUARANTINE_PATH]: 'quarantine' };

/** What stands above the page, and on its tab. */
const titlesOf = (page: PageName, t: Messages) => (page === 'cache' ? t : t[page]);

export function App() {
  const [language, setLanguage] = useState(loadLanguage);
  const text = useMemo(() => textIn(language), [language]);
  const page = PAGE_AT[location.pathname] ?? 'cache';
  const Page = PAGES[page];
  const { title, pageTitle } = titlesOf(page, text.t);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = pageTitle;
  }, [language, pageTitle]);

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
        <h1 class="hidden">{title}</h1>
        <Page />
      </main>
    </TextContext.Provider>
  );
}
