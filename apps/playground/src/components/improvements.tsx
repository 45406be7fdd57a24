import type { Critique, Language } from '@jmj/contracts';
import { useText } from '../i18n/index.ts';

/** What would raise the score, dearest first. */
export function Improvements({ critique, spoken }: { critique: Critique; spoken: Language }) {
  const { t } = useText();
  const dearestFirst = critique.improvements.toSorted((a, b) => b.scoreGain - a.scoreGain);
  return (
    <div class="improvements">
      <h3 class="heading">{t.sections.improvements}</h3>
      <ul class="improvements__list">
        {dearestFirst.map((it) => (
          <li key={it.impact + it.description} class="card improvement">
            <span class="improvement__gain">{t.gain(it.scoreGain)}</span>
            <div class="improvement__body">
              <p class="improvement__impact" lang={spoken}>
                {it.impact}
              </p>
              <p lang={spoken}>{it.description}</p>
            </div>
            <span class={`chip chip--${it.difficulty}`}>{t.difficulty[it.difficulty]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
