import type { CostReport } from '@jmj/contracts';
import { useText } from '../i18n/index.ts';

/** What a month cost, in two sentences, and the way to the months beside it. */
export function CostsLede(props: {
  report: CostReport;
  onEarlier(): void;
  onLater?: (() => void) | undefined;
}) {
  const { report, onEarlier, onLater } = props;
  const { t, f } = useText();
  const { total, savedUsd } = report;
  const [before, usd, after] = t.costs.spent(f.dollars(total.usd), f.month(report.month));
  const told = [
    t.costs.calls(total.calls, f.count(total.calls)),
    total.failed > 0 && t.costs.failed(f.count(total.failed)),
    total.lost > 0 && t.costs.lost(f.count(total.lost)),
    total.unpriced > 0 && t.costs.unpriced(f.count(total.unpriced)),
    savedUsd !== undefined && savedUsd > 0 && t.costs.saved(f.dollars(savedUsd)),
  ].filter((it) => it !== false);
  return (
    <section class="lede">
      <p class="lede__first">
        {before}
        <b>{usd}</b>
        {after}
      </p>
      <p class="lede__second">{total.calls > 0 ? `${told.join(', ')}.` : t.costs.nothingText}</p>
      <nav class="months" aria-label={t.costs.month}>
        <button type="button" class="button button--quiet" aria-label={t.costs.earlier} onClick={onEarlier}>
          ←
        </button>
        <b>{f.month(report.month)}</b>
        <button
          type="button"
          class="button button--quiet"
          aria-label={t.costs.later}
          disabled={!onLater}
          onClick={onLater}
        >
          →
        </button>
        <span class="hint">{t.costs.utc}</span>
      </nav>
    </section>
  );
}
