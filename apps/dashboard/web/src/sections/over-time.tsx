import { Choice } from '@jmj/look';
import { useMemo } from 'preact/hooks';
import type { Figures, Range } from '../api.ts';
import { Chart } from '../charts/chart.tsx';
import { clockOffset, type Series } from '../charts/frame.ts';
import { type Group, groupPoints } from '../charts/group.ts';
import { linearScale, logScale } from '../charts/scale.ts';
import { type Text, useText } from '../i18n/index.ts';

const HOUR_MS = 3_600_000;
/** What one bar stands for. */
const STEP_MS: Record<Range, number> = { day: HOUR_MS / 2, week: 3 * HOUR_MS };

const sum = (groups: Group[], value: (group: Group) => number): number =>
  groups.reduce((all, group) => all + value(group), 0);
const highest = (groups: Group[], value: (group: Group) => number): number =>
  Math.max(0, ...groups.map(value));

function series(groups: Group[], { t }: Text) {
  const of = (name: string, ink: Series['ink'], value: (group: Group) => number | null): Series => ({
    name,
    ink,
    values: groups.map(value),
  });
  return {
    requests: [
      of(t.charts.hits, 'hit', (it) => it.exact),
      of(t.charts.twins, 'twin', (it) => it.twins),
      of(t.charts.joined, 'joined', (it) => it.joined),
      of(t.charts.misses, 'miss', (it) => it.misses),
    ],
    rate: [of(t.charts.rate, 'hit', (it) => it.rate)],
    answers: [of(t.charts.fromCache, 'hit', (it) => it.hitMs), of(t.charts.made, 'miss', (it) => it.missMs)],
    money: [of(t.charts.paid, 'miss', (it) => it.paidUsd), of(t.charts.saved, 'hit', (it) => it.savedUsd)],
  };
}

/** A mean over groups, each weighing what it holds. */
function mean(
  groups: Group[],
  value: 'hitMs' | 'missMs',
  weight: (group: Group) => number,
): number | undefined {
  const known = groups.filter((it) => it[value] !== null);
  const weights = sum(known, (it) => Math.max(1, weight(it)));
  if (weights === 0) return undefined;
  return sum(known, (it) => (it[value] ?? 0) * Math.max(1, weight(it))) / weights;
}

export function OverTime(props: { figures: Figures; range: Range; onRange(range: Range): void }) {
  const { figures, range, onRange } = props;
  const text = useText();
  const { t, f } = text;
  const shown = figures.range;
  const stepMs = STEP_MS[shown];
  const groups = useMemo(
    () => groupPoints(figures.series, stepMs, clockOffset(Date.now())),
    [figures.series, stepMs],
  );
  const drawn = series(groups, text);
  const common = { starts: groups.map((it) => it.at), stepMs, isWeek: shown === 'week' };
  const asked = sum(groups, (it) => it.asked);
  const aims = new Map(figures.report.targets.map((it) => [it.name, it.aim]));
  const aim = (name: 'hit-rate' | 'answer-time', format: (value: number) => string) => {
    const value = aims.get(name);
    return value === undefined ? undefined : { value, label: t.charts.aim(format(value)) };
  };
  const times = drawn.answers.flatMap(({ values }) => values.filter((it) => it !== null));
  const hitMs = mean(groups, 'hitMs', (it) => it.exact);
  const missMs = mean(groups, 'missMs', (it) => it.misses + it.twins);
  const duration = (ms: number | undefined) => (ms === undefined ? '–' : f.duration(ms));

  return (
    <section class="section" aria-labelledby="over-time">
      <div class="section__head">
        <h2 id="over-time" class="heading">
          {t.charts.heading}
        </h2>
        <Choice
          label={t.range.label}
          chosen={range}
          onChoose={onRange}
          options={(['day', 'week'] as const).map((value) => ({ value, text: t.range[value] }))}
        />
      </div>
      <div class="charts">
        <Chart
          {...common}
          kind="bars"
          title={t.charts.requests}
          total={t.charts.requestsTotal(f.count(asked))}
          series={drawn.requests}
          scale={linearScale(highest(groups, (it) => it.asked))}
          format={f.count}
        />
        <Chart
          {...common}
          kind="area"
          title={t.charts.hitRate}
          total={t.charts.hitRateTotal(
            f.percent(sum(groups, (it) => it.exact + it.twins) / Math.max(1, asked)),
          )}
          series={drawn.rate}
          scale={linearScale(1)}
          format={f.percent}
          formatTick={f.wholePercent}
          aim={aim('hit-rate', f.wholePercent)}
        />
        <Chart
          {...common}
          kind="bars"
          title={t.charts.money}
          total={t.charts.moneyTotal(
            f.dollars(sum(groups, (it) => it.savedUsd)),
            f.dollars(sum(groups, (it) => it.paidUsd)),
          )}
          series={drawn.money}
          scale={linearScale(highest(groups, (it) => it.paidUsd + it.savedUsd))}
          format={f.dollars}
        />
        <Chart
          {...common}
          kind="lines"
          title={t.charts.answers}
          total={t.charts.answersTotal(duration(hitMs), duration(missMs))}
          series={drawn.answers}
          scale={logScale([...times, aims.get('answer-time') ?? 0])}
          format={f.duration}
          aim={aim('answer-time', f.duration)}
        />
      </div>
    </section>
  );
}
