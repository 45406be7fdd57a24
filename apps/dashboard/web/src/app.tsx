import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Figures, FiguresQuery } from './api.ts';
import { TextContext, textIn, useText } from './i18n/index.ts';
import { Header } from './parts/header.tsx';
import { Pulse } from './parts/pulse.tsx';
import { loadLanguage, saveLanguage } from './preferences.ts';
import { Asked } from './sections/asked.tsx';
import { Holding } from './sections/holding.tsx';
import { Lede } from './sections/lede.tsx';
import { Money } from './sections/money.tsx';
import { OverTime } from './sections/over-time.tsx';
import { Rates } from './sections/rates.tsx';
import { Targets } from './sections/targets.tsx';
import { Upkeep } from './sections/upkeep.tsx';
import { useFigures } from './use-figures.ts';

function Sheet(props: {
  figures: Figures;
  query: FiguresQuery;
  onQuery(query: FiguresQuery): void;
  onChanged(): void;
}) {
  const { figures, query, onQuery, onChanged } = props;
  const { report } = figures;
  return (
    <>
      <Lede {...figures} />
      <Targets targets={report.targets} />
      <OverTime
        figures={figures}
        range={query.range}
        onRange={(range) => onQuery({ range, window: range })}
      />
      <div class="columns">
        <Rates hitRate={report.hitRate} />
        <Money cost={report.cost} />
      </div>
      <Asked
        asked={report.asked}
        window={query.window}
        onWindow={(window) => onQuery({ ...query, window })}
      />
      <div class="columns">
        <Holding report={report} />
        <Upkeep entries={report.occupancy?.entries} onChanged={onChanged} />
      </div>
    </>
  );
}

/** Before the first figures: the reason why there are none. */
function Waiting({ failed, onRetry }: { failed: boolean; onRetry(): void }) {
  const { t } = useText();
  if (!failed)
    return (
      <p class="waiting" role="status">
        {t.loading}
      </p>
    );
  return (
    <div class="waiting" role="alert">
      <p>{t.unreachable}</p>
      <button type="button" class="button" onClick={onRetry}>
        {t.retry}
      </button>
    </div>
  );
}

export function App() {
  const [language, setLanguage] = useState(loadLanguage);
  const [query, setQuery] = useState<FiguresQuery>({ range: 'day', window: 'day' });
  const { figures, receivedAt, stale, refresh } = useFigures(query);
  const text = useMemo(() => textIn(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = text.t.pageTitle;
  }, [language, text]);

  return (
    <TextContext.Provider value={text}>
      <Header
        onSpeak={(next) => {
          saveLanguage(next);
          setLanguage(next);
        }}
      />
      <main class="page">
        <h1 class="hidden">{text.t.title}</h1>
        <Pulse receivedAt={receivedAt} stale={stale} />
        {figures ? (
          <Sheet figures={figures} query={query} onQuery={setQuery} onChanged={refresh} />
        ) : (
          <Waiting failed={stale} onRetry={refresh} />
        )}
      </main>
    </TextContext.Provider>
  );
}
