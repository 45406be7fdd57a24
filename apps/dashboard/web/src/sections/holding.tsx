import type { Figures } from '../api.ts';
import { useText } from '../i18n/index.ts';
import { Bar } from '../parts/bar.tsx';

/** What the cache holds now, and what left it. */
export function Holding({ report }: { report: Figures['report'] }) {
  const { t, f } = useText();
  const { occupancy, removed } = report;
  const share = occupancy?.maxBytes ? occupancy.bytes / occupancy.maxBytes : undefined;
  return (
    <section class="card holding" aria-labelledby="holding">
      <h2 id="holding" class="heading">
        {t.holding.heading}
      </h2>
      {occupancy ? (
        <>
          <dl class="pair">
            <div class="fact">
              <dd>{f.count(occupancy.entries)}</dd>
              <dt>{t.holding.entries}</dt>
            </div>
            <div class="fact">
              <dd>{f.bytes(occupancy.bytes)}</dd>
              <dt>{t.holding.bytes}</dt>
            </div>
          </dl>
          {share !== undefined && (
            <div class="holding__room">
              <Bar parts={[{ share: Math.min(1, share), ink: share > 0.95 ? 'joined' : 'hit' }]} />
              <p class="hint">{t.holding.ofRoom(f.percent(share), f.bytes(occupancy.maxBytes ?? 0))}</p>
            </div>
          )}
        </>
      ) : (
        <p class="hint">{t.holding.unknown}</p>
      )}
      <h3 class="label">{t.holding.lastDay}</h3>
      <dl class="pair">
        <div class="fact fact--small">
          <dd>{f.count(removed.expired)}</dd>
          <dt>{t.holding.expired}</dt>
        </div>
        <div class="fact fact--small">
          <dd>{f.count(removed.evicted)}</dd>
          <dt>{t.holding.evicted}</dt>
        </div>
      </dl>
    </section>
  );
}
