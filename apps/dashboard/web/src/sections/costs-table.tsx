import type { CostFigures } from '@jmj/contracts';
import { useText } from '../i18n/index.ts';
import { Bar } from '../parts/bar.tsx';

interface Line extends CostFigures {
  name: string;
  /** How far the input tokens were predicted wrong, 0 to 1. */
  off?: number | undefined;
  /** The same of the worst call. */
  worst?: number | undefined;
}

/** What was paid, told apart by something: the dearest first. */
export function CostsTable(props: { id: string; heading: string; head: string; lines: Line[] }) {
  const { id, heading, head, lines } = props;
  const { t, f } = useText();
  const most = Math.max(...lines.map(({ microUsd }) => microUsd), 1);
  const tellsOff = lines.some(({ off }) => off !== undefined);
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id} class="heading">
        {heading}
      </h2>
      <div class="scroll">
        <table class="table table--costs">
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col">{t.costs.cost}</th>
              <th scope="col">{t.costs.callsHead}</th>
              <th scope="col">{t.costs.perCall}</th>
              {tellsOff && <th scope="col">{t.costs.prediction}</th>}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ name, usd, microUsd, calls, off, worst }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="table__share">
                  <Bar parts={[{ share: microUsd / most, ink: 'miss' }]} />
                  <span>{f.dollars(usd)}</span>
                </td>
                <td>{f.count(calls)}</td>
                <td>{calls > 0 ? f.dollars(usd / calls) : '–'}</td>
                {tellsOff && (
                  <td title={worst === undefined ? undefined : t.costs.worst(f.percent(worst))}>
                    {off === undefined ? '–' : f.percent(off)}
                    {worst !== undefined && <small> ≤ {f.percent(worst)}</small>}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
