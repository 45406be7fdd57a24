import { PARTIAL_SCORE_MAXIMA } from '@jmj/contracts';
import { useText } from '../i18n/index.ts';
import { CRITERIA } from './criteria.tsx';

/** What the hundred points are made of, before there are any. */
export function CriteriaPreview() {
  const { t } = useText();
  return (
    <div class="preview">
      <h2 class="preview__title">{t.emptyTitle}</h2>
      <p class="preview__text">{t.emptyText}</p>
      <ul class="preview__list">
        {CRITERIA.map((it) => (
          <li key={it} class="preview__item">
            <span>{t.criteria[it]}</span>
            <span class="preview__points">{PARTIAL_SCORE_MAXIMA[it]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
