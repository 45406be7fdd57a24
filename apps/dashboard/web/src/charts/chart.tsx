import { useId } from 'preact/hooks';
import { useText } from '../i18n/index.ts';
import { Plot, type PlotProps } from './plot.tsx';

const GHOST = [5, 8, 6, 11, 16, 13, 21, 27, 24, 30, 22, 26, 34, 29, 19, 23, 15, 18, 11, 8];

/** Where a chart will be: the same room, nothing in it yet. */
function Blank({ text }: { text: string }) {
  return (
    <div class="plot plot--blank">
      <svg viewBox="0 0 200 60" preserveAspectRatio="none" aria-hidden="true">
        {GHOST.map((height, n) => (
          <rect key={n} x={n * 10 + 1} y={60 - height} width="8" height={height} />
        ))}
      </svg>
      <p>{text}</p>
    </div>
  );
}

function Table({ series, starts, format, title }: Pick<PlotProps, 'series' | 'starts' | 'format' | 'title'>) {
  const { t, f } = useText();
  return (
    <details class="figures">
      <summary>
        {t.charts.table}
        <span class="hidden"> : {title}</span>
      </summary>
      <section class="figures__scroll" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.charts.time}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {starts
              .map((start, n) => (
                <tr key={start}>
                  <th scope="row">{f.moment(start)}</th>
                  {series.map(({ name, values }) => {
                    const value = values[n] ?? null;
                    return <td key={name}>{value === null ? '–' : format(value)}</td>;
                  })}
                </tr>
              ))
              .reverse()}
          </tbody>
        </table>
      </section>
    </details>
  );
}

/** A chart with its title, its total, what its colours mean, and its figures as a table. */
export function Chart(props: PlotProps & { total: string | undefined }) {
  const { title, total, series, isWeek } = props;
  const { t } = useText();
  const id = useId();
  const blank = series.every(({ values }) => values.every((it) => !it));
  return (
    <figure class="card chart" aria-labelledby={id}>
      <figcaption class="chart__head">
        <h3 id={id} class="chart__title">
          {title}
        </h3>
        {!blank && total && <p class="chart__total">{total}</p>}
      </figcaption>
      {blank ? (
        <Blank text={t.charts.empty[isWeek ? 'week' : 'day']} />
      ) : (
        <>
          <ul class="legend" aria-hidden="true">
            {series.map(({ name, ink }) => (
              <li key={name}>
                <span class={`swatch ink--${ink}`} />
                {name}
              </li>
            ))}
          </ul>
          <Plot {...props} />
          <Table {...props} />
        </>
      )}
    </figure>
  );
}
