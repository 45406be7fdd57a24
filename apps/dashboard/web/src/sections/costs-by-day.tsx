import type { CostReport } from '@jmj/contracts';
import { useMemo } from 'preact/hooks';
import { Chart } from '../charts/chart.tsx';
import { linearScale } from '../charts/scale.ts';
import { useText } from '../i18n/index.ts';
import { daysOf } from '../months.ts';

const DAY_MS = 86_400_000;

/** What each day of the month cost. */
export function CostsByDay({ report }: { report: CostReport }) {
  const { t, f } = useText();
  const days = useMemo(() => {
    const paid = new Map(report.days.map(({ day, usd }) => [day, usd]));
    const today = new Date().toISOString().slice(0, 10);
    return daysOf(report.month, today).map(({ day, at }) => ({ at, usd: paid.get(day) ?? 0 }));
  }, [report]);
  return (
    <Chart
      kind="bars"
      title={t.costs.byDay}
      total={t.costs.byDayTotal(f.dollars(report.total.usd))}
      starts={days.map(({ at }) => at)}
      stepMs={DAY_MS}
      series={[{ name: t.costs.cost, ink: 'miss', values: days.map(({ usd }) => usd) }]}
      scale={linearScale(Math.max(...days.map(({ usd }) => usd)))}
      format={f.dollars}
      isWeek
    />
  );
}
