import { useState } from 'preact/hooks';
import { type Figures, type FiguresQuery, fetchFigures } from './api.ts';
import { LivePage } from './parts/live-page.tsx';
import { Asked } from './sections/asked.tsx';
import { Holding } from './sections/holding.tsx';
import { Lede } from './sections/lede.tsx';
import { Money } from './sections/money.tsx';
import { OverTime } from './sections/over-time.tsx';
import { Rates } from './sections/rates.tsx';
import { Targets } from './sections/targets.tsx';
import { Upkeep } from './sections/upkeep.tsx';
import { useLive } from './use-live.ts';

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
        <Upkeep entries={report.occupancy?.entries} mayAct={figures.mayAct} onChanged={onChanged} />
      </div>
    </>
  );
}

/** What the cache does and saves. */
export function CachePage() {
  const [query, setQuery] = useState<FiguresQuery>({ range: 'day', window: 'day' });
  const { figures, refresh, ...live } = useLive(`${query.range} ${query.window}`, (signal) =>
    fetchFigures(query, signal),
  );
  return (
    <LivePage {...live} onRetry={refresh}>
      {figures && <Sheet figures={figures} query={query} onQuery={setQuery} onChanged={refresh} />}
    </LivePage>
  );
}
