import { useState } from 'preact/hooks';
import { type Costs, fetchCosts } from './api.ts';
import { useText } from './i18n/index.ts';
import { monthAfter } from './months.ts';
import { LivePage } from './parts/live-page.tsx';
import { Budgets } from './sections/budgets.tsx';
import { CostsByDay } from './sections/costs-by-day.tsx';
import { CostsLede } from './sections/costs-lede.tsx';
import { CostsTable } from './sections/costs-table.tsx';
import { Tokens } from './sections/tokens.tsx';
import { useLive } from './use-live.ts';

function Sheet({ costs, onMonth }: { costs: Costs; onMonth(month: string): void }) {
  const { t } = useText();
  const { report, running, budgets } = costs;
  const { models, tiers, tenants, total } = report;
  const turn = (months: number) => onMonth(monthAfter(report.month, months));
  return (
    <>
      <CostsLede
        report={report}
        onEarlier={() => turn(-1)}
        onLater={report.month < running ? () => turn(1) : undefined}
      />
      {total.calls > 0 && (
        <>
          <CostsByDay report={report} />
          <CostsTable
            id="models"
            heading={t.costs.byModel}
            head={t.costs.model}
            lines={models.map(({ prediction, ...it }) => {
              return { ...it, name: it.model, off: prediction?.error, worst: prediction?.worst };
            })}
          />
          <div class="columns">
            <CostsTable
              id="tenants"
              heading={t.costs.byTenant}
              head={t.costs.tenant}
              lines={tenants.map((it) => ({ ...it, name: it.tenant }))}
            />
            <CostsTable
              id="tiers"
              heading={t.costs.byTier}
              head={t.costs.tier}
              lines={tiers.map((it) => ({ ...it, name: t.costs.tiers[it.tier as 'flex'] ?? it.tier }))}
            />
          </div>
          <Tokens total={total} />
        </>
      )}
      <Budgets budgets={budgets} />
    </>
  );
}

/** What was paid in a month, and what may be. */
export function CostsPage() {
  const [month, setMonth] = useState<string>();
  const { figures, refresh, ...live } = useLive(month ?? '', (signal) => fetchCosts(month, signal));
  return (
    <LivePage {...live} onRetry={refresh}>
      {figures && <Sheet costs={figures} onMonth={setMonth} />}
    </LivePage>
  );
}
