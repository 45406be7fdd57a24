import type { HitFigures } from '@jmj/contracts';
import type { Figures } from '../api.ts';
import { useText } from '../i18n/index.ts';
import { Bar } from '../parts/bar.tsx';

const WINDOWS = ['hour', 'day', 'week'] as const;

function Sources({ rate }: { rate: HitFigures }) {
  return (
    <Bar
      parts={[
        { share: (rate.exactRate ?? 0) + (rate.l1Rate ?? 0), ink: 'hit' },
        { share: rate.twinRate ?? 0, ink: 'twin' },
        { share: rate.collapsed / Math.max(1, rate.asked), ink: 'joined' },
        { share: rate.misses / Math.max(1, rate.asked), ink: 'miss' },
      ]}
    />
  );
}

/** The hit rate by where the answer was found, over an hour, a day, a week. */
export function Rates({ hitRate }: { hitRate: Figures['report']['hitRate'] }) {
  const { t, f } = useText();
  const share = (value: number | null) => (value === null ? '–' : f.percent(value));
  return (
    <section class="card" aria-labelledby="rates">
      <h2 id="rates" class="heading">
        {t.rates.heading}
      </h2>
      <div class="scroll">
        <table class="table table--rates">
          <thead>
            <tr>
              <th scope="col">{t.rates.window}</th>
              <th scope="col">{t.rates.all}</th>
              <th scope="col">{t.rates.exact}</th>
              <th scope="col">{t.rates.l1}</th>
              <th scope="col">{t.rates.twin}</th>
              <th scope="col">{t.rates.asked}</th>
            </tr>
          </thead>
          {WINDOWS.map((window) => {
            const rate = hitRate[window];
            return (
              <tbody key={window}>
                <tr>
                  <th scope="row">{t.rates.windows[window]}</th>
                  <td>
                    <b>{share(rate.rate)}</b>
                  </td>
                  <td>{share(rate.exactRate)}</td>
                  <td>{share(rate.l1Rate)}</td>
                  <td>{share(rate.twinRate)}</td>
                  <td>{rate.asked === 0 ? t.rates.nothing : f.count(rate.asked)}</td>
                </tr>
                <tr class="table__bar">
                  <td colspan={6}>
                    <Sources rate={rate} />
                  </td>
                </tr>
              </tbody>
            );
          })}
        </table>
      </div>
      <p class="hint">{t.rates.hint}</p>
    </section>
  );
}
