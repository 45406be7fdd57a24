import type { StatsWindow } from '@jmj/contracts';
import { Choice } from '@jmj/look';
import { useState } from 'preact/hooks';
import type { Figures } from '../api.ts';
import { useText } from '../i18n/index.ts';
import { Bar } from '../parts/bar.tsx';
import { Breakdown } from './breakdown.tsx';

const WINDOWS = ['day', 'week', 'month'] as const;
const FIRST = 12;

type AskedFor = Figures['report']['asked'];

function Combinations({ combinations, total }: { combinations: AskedFor['combinations']; total: number }) {
  const { t, f } = useText();
  const [all, showAll] = useState(false);
  const most = combinations[0]?.asked ?? 1;
  return (
    <div>
      <div class="scroll">
        <table class="table table--asked">
          <thead>
            <tr>
              <th scope="col">{t.asked.tone}</th>
              <th scope="col">{t.asked.language}</th>
              <th scope="col">{t.asked.photoType}</th>
              <th scope="col">{t.asked.asked}</th>
              <th scope="col">{t.asked.share}</th>
              <th scope="col">{t.asked.hitRate}</th>
            </tr>
          </thead>
          <tbody>
            {combinations.slice(0, all ? undefined : FIRST).map((it) => (
              <tr key={`${it.tone} ${it.language} ${it.photoType}`}>
                <th scope="row">{t.tones[it.tone]}</th>
                <td>{t.languages[it.language]}</td>
                <td>{t.photoTypes[it.photoType]}</td>
                <td>{f.count(it.asked)}</td>
                <td class="table__share">
                  <Bar parts={[{ share: it.asked / most, ink: 'hit' }]} />
                  <span>{f.percent(it.asked / total)}</span>
                </td>
                <td>{it.rate === null ? '–' : f.percent(it.rate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {combinations.length > FIRST && (
        <button type="button" class="button button--quiet" aria-expanded={all} onClick={() => showAll(!all)}>
          {all ? t.asked.less : t.asked.more(f.count(combinations.length))}
        </button>
      )}
    </div>
  );
}

/** What people ask for: combinations of tone, language and kind of photo, and each on its own. */
export function Asked(props: { asked: AskedFor; window: StatsWindow; onWindow(window: StatsWindow): void }) {
  const { asked, window, onWindow } = props;
  const { t } = useText();
  const total = Object.values(asked.byTone).reduce((sum, it) => sum + it.asked, 0);
  return (
    <section class="card" aria-labelledby="asked">
      <div class="section__head">
        <h2 id="asked" class="heading">
          {t.asked.heading}
        </h2>
        <Choice
          label={t.asked.window}
          chosen={window}
          onChoose={onWindow}
          options={WINDOWS.map((value) => ({ value, text: t.range[value] }))}
        />
      </div>
      {total === 0 ? (
        <p class="nothing">{t.asked.empty}</p>
      ) : (
        <div class="asked">
          <Combinations combinations={asked.combinations} total={total} />
          <div class="asked__each">
            <Breakdown title={t.asked.byTone} figures={asked.byTone} names={t.tones} total={total} />
            <Breakdown
              title={t.asked.byLanguage}
              figures={asked.byLanguage}
              names={t.languages}
              total={total}
            />
            <Breakdown
              title={t.asked.byPhotoType}
              figures={asked.byPhotoType}
              names={t.photoTypes}
              total={total}
            />
          </div>
        </div>
      )}
    </section>
  );
}
