import type { Target } from '@jmj/contracts';
import { type Text, useText } from '../i18n/index.ts';

function told({ f, t }: Text, unit: Target['unit'], figure: number): string {
  if (unit === 'share') return f.percent(figure);
  return unit === 'ms' ? f.duration(figure) : t.targets.perSecond(f.rate(figure));
}

/** How far along the figure and the aim are, 0 to 1. */
function places({ unit, aim, figure = 0 }: Target): { aim: number; figure: number } {
  const whole = unit === 'share' ? 1 : Math.max(aim * 2, figure);
  return { aim: aim / whole, figure: Math.min(1, figure / whole) };
}

function Gauge({ target }: { target: Target }) {
  const { aim, figure } = places(target);
  return (
    <svg class="gauge" aria-hidden="true">
      <rect class="gauge__track" y="5" width="100%" height="6" rx="3" />
      <rect class="gauge__figure" y="5" width={`${figure * 100}%`} height="6" rx="3" />
      <line class="gauge__aim" x1={`${aim * 100}%`} x2={`${aim * 100}%`} y1="0" y2="16" />
    </svg>
  );
}

const SIGNS: Record<Target['verdict'], string> = {
  met: 'M3 8.5 6.5 12 13 4.500',
  'not-met': 'M4 4 12 12M12 4 4 12',
  'not-enough-data': 'M4 8H4.010M8 8H8.010M12 8H12.010',
};

function Frame({ target, number }: { target: Target; number: number }) {
  const text = useText();
  const { t, f } = text;
  const { name, verdict, aim, unit, sample, over } = target;
  const figure = sample > 0 ? target.figure : undefined;
  return (
    <li class={`frame frame--${verdict}`}>
      <p class="frame__number" aria-hidden="true">
        {number}
        <span>▸ {number}A</span>
      </p>
      <div class="frame__picture">
        <h3 class="frame__name">{t.targets.names[name]}</h3>
        <div class="frame__result">
          <p class="frame__figure">
            {figure === undefined ? '–' : (name === 'cost' ? '−' : '') + told(text, unit, figure)}
          </p>
          <p class="frame__verdict">
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d={SIGNS[verdict]} />
            </svg>
            {sample > 0 ? t.targets.verdicts[verdict] : t.targets.noFigure}
          </p>
        </div>
        <Gauge target={target} />
        <p class="frame__aim">
          {t.targets.aims[name](unit === 'share' ? f.wholePercent(aim) : told(text, unit, aim))}
        </p>
        <p class="frame__sample">
          {t.targets.sample[name](f.count(sample))} · {t.targets.over[over]}
        </p>
      </div>
    </li>
  );
}

/** What was promised, frame by frame, with the verdict on each. */
export function Targets({ targets }: { targets: Target[] }) {
  const { t } = useText();
  return (
    <section class="film" aria-labelledby="targets">
      <h2 id="targets" class="hidden">
        {t.targets.heading}
      </h2>
      <ul class="film__frames">
        {targets.map((target, n) => (
          <Frame key={target.name} target={target} number={n + 1} />
        ))}
      </ul>
    </section>
  );
}
