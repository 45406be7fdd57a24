import type { CostFigures } from '@jmj/contracts';
import type { Ink } from '../charts/frame.ts';
import { useText } from '../i18n/index.ts';
import { Bar } from '../parts/bar.tsx';

/** How the tokens of a month divide up. */
export function Tokens({ total }: { total: CostFigures }) {
  const { t, f } = useText();
  const { inputTokens, imageTokens, cachedTokens, outputTokens } = total;
  const parts: { name: string; n: number; ink: Ink }[] = [
    { name: t.costs.image, n: imageTokens, ink: 'twin' },
    { name: t.costs.prompt, n: Math.max(0, inputTokens - imageTokens - cachedTokens), ink: 'joined' },
    { name: t.costs.cached, n: cachedTokens, ink: 'hit' },
    { name: t.costs.output, n: outputTokens, ink: 'miss' },
  ];
  const all = parts.reduce((sum, { n }) => sum + n, 0);
  if (all === 0) return null;
  return (
    <section class="card" aria-labelledby="tokens">
      <h2 id="tokens" class="heading">
        {t.costs.tokens}
      </h2>
      <Bar parts={parts.map(({ n, ink }) => ({ share: n / all, ink }))} />
      <ul class="tokens">
        {parts.map(({ name, n, ink }) => (
          <li key={name}>
            <span class={`swatch ink--${ink}`} />
            {name} <b>{f.count(n)}</b> <span class="hint">{f.percent(n / all)}</span>
          </li>
        ))}
      </ul>
      <p class="hint">{t.costs.tokensHint}</p>
    </section>
  );
}
