import type { Figures } from '../api.ts';
import { useText } from '../i18n/index.ts';
import { QueueLine } from './queue-line.tsx';

/** What there is to say, in two sentences. */
export function Lede({ report, queue }: Figures) {
  const { t, f } = useText();
  const { rate, asked } = report.hitRate.day;
  const { paidUsd, savedUsd } = report.cost.month;
  const isBlank = rate === null && report.hitRate.week.asked === 0 && paidUsd + savedUsd === 0;
  const [before, told, after] = t.lede.answered(f.percent(rate ?? 0), f.count(asked));
  return (
    <section class="lede">
      {isBlank ? (
        <>
          <p class="lede__first">{t.lede.empty}</p>
          <p class="lede__second">{t.lede.emptyText}</p>
        </>
      ) : (
        <>
          <p class="lede__first">
            {before}
            <b>{told}</b>
            {after}
          </p>
          <p class="lede__second">
            {paidUsd + savedUsd > 0
              ? t.lede.saved(f.dollars(savedUsd), f.dollars(paidUsd + savedUsd), f.dollars(paidUsd))
              : t.lede.nothingSaved}
          </p>
        </>
      )}
      <QueueLine counts={queue} />
    </section>
  );
}
