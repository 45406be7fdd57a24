import { useState } from 'preact/hooks';
import { useText } from '../i18n/index.ts';
import { type Aim, Axes } from './axes.tsx';
import { createFrame, HEIGHT, type Series } from './frame.ts';
import { Bars, Lines } from './marks.tsx';
import type { Scale } from './scale.ts';
import { useWidth } from './use-width.ts';

const READOUT_WIDTH = 190;
const READOUT_GAP = 14;
/** Of a figure on the axis, px. */
const DIGIT_WIDTH = 6.6;

export interface PlotProps {
  title: string;
  kind: 'bars' | 'lines' | 'area';
  starts: number[];
  stepMs: number;
  series: Series[];
  scale: Scale;
  format(value: number): string;
  /** On the axis, where it differs. */
  formatTick?(value: number): string;
  isWeek: boolean;
  aim?: Aim | undefined;
}

/** To the side of the cursor that has more room: what is read stays in sight. */
function beside(centre: number, width: number): number {
  const wished = centre < width / 2 ? centre + READOUT_GAP : centre - READOUT_GAP - READOUT_WIDTH;
  return Math.max(0, Math.min(wished, width - READOUT_WIDTH));
}

/** Drawn, and read point by point: under the pointer, or with the arrow keys. */
export function Plot(props: PlotProps) {
  const { title, kind, starts, stepMs, series, scale, format, formatTick = format, isWeek, aim } = props;
  const { t, f } = useText();
  const [box, width] = useWidth<HTMLDivElement>();
  const [chosen, choose] = useState<number>();
  const left = 14 + DIGIT_WIDTH * Math.max(...scale.ticks.map((it) => formatTick(it).length));
  const frame = createFrame({ width, left, starts, stepMs, scale });
  const at = chosen === undefined ? undefined : Math.min(chosen, starts.length - 1);
  const value = (n: number, { values }: Series) => {
    const told = values[n] ?? null;
    return told === null ? t.charts.none : format(told);
  };
  const spoken = (n: number): string =>
    [f.moment(starts[n] ?? 0), ...series.map((it) => `${it.name} ${value(n, it)}`)].join(', ');

  const follow = (event: PointerEvent): void => {
    const from = box.current?.getBoundingClientRect().left ?? 0;
    choose(frame.groupAt(event.clientX - from));
  };
  const centre = at === undefined ? 0 : frame.x((starts[at] ?? 0) + stepMs / 2);

  return (
    <div
      class="plot"
      ref={box}
      onPointerMove={follow}
      onPointerDown={follow}
      onPointerLeave={() => choose(undefined)}
    >
      {width > 0 && (
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <Axes frame={frame} formatY={formatTick} formatX={isWeek ? f.weekday : f.clock} aim={aim} />
          {kind === 'bars' ? (
            <Bars frame={frame} starts={starts} stepMs={stepMs} series={series} />
          ) : (
            <Lines frame={frame} starts={starts} stepMs={stepMs} series={series} filled={kind === 'area'} />
          )}
          {at !== undefined && (
            <line class="cursor" x1={centre} x2={centre} y1={frame.head} y2={frame.foot} />
          )}
        </svg>
      )}
      <input
        class="plot__keys"
        type="range"
        min="0"
        max={starts.length - 1}
        value={at ?? starts.length - 1}
        aria-label={t.charts.read(title)}
        aria-valuetext={spoken(at ?? starts.length - 1)}
        onInput={(event) => choose(Number(event.currentTarget.value))}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && choose(at ?? starts.length - 1)}
        onBlur={() => choose(undefined)}
      />
      {at !== undefined && (
        <div class="readout" aria-hidden="true" style={{ left: `${beside(centre, width)}px` }}>
          <p class="readout__time">{f.moment(starts[at] ?? 0)}</p>
          <dl>
            {series.map((it) => (
              <div key={it.name} class="readout__row">
                <dt>
                  <span class={`swatch ink--${it.ink}`} />
                  {it.name}
                </dt>
                <dd>{value(at, it)}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </div>
  );
}
