import type { AskedFigures } from '@jmj/contracts';
import { useText } from '../i18n/index.ts';
import { Bar } from '../parts/bar.tsx';

const MOST = 6;

/** Who was asked for how often, the most first; what is left over is told together. */
function ranked<Name extends string>(
  figures: Record<Name, AskedFigures>,
  names: Record<Name, string>,
  others: string,
): { name: string; asked: number }[] {
  const all = (Object.keys(figures) as Name[])
    .map((it) => ({ name: names[it], asked: figures[it].asked }))
    .filter((it) => it.asked > 0)
    .sort((a, b) => b.asked - a.asked);
  if (all.length <= MOST) return all;
  const rest = all.slice(MOST - 1).reduce((sum, it) => sum + it.asked, 0);
  return [...all.slice(0, MOST - 1), { name: others, asked: rest }];
}

export function Breakdown<Name extends string>(props: {
  title: string;
  figures: Record<Name, AskedFigures>;
  names: Record<Name, string>;
  total: number;
}) {
  const { t, f } = useText();
  return (
    <div class="breakdown">
      <h3 class="label">{props.title}</h3>
      <ul>
        {ranked(props.figures, props.names, t.asked.others).map(({ name, asked }) => (
          <li key={name} class="breakdown__row">
            <span class="breakdown__name">{name}</span>
            <span class="breakdown__share">{f.percent(asked / props.total)}</span>
            <Bar parts={[{ share: asked / props.total, ink: 'hit' }]} />
          </li>
        ))}
      </ul>
    </div>
  );
}
