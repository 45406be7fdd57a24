import { TONES, type Tone } from '@jmj/contracts';
import type { CompletedAnalysis } from '@jmj/sdk';
import { useEffect, useRef } from 'preact/hooks';
import { exposureFacts, fileFacts } from '../formatting.ts';
import { useText } from '../i18n/index.ts';
import { Advice } from './advice.tsx';
import { Criteria } from './criteria.tsx';
import { Improvements } from './improvements.tsx';
import { Provenance } from './provenance.tsx';
import { ScoreRing } from './score-ring.tsx';

interface Props {
  analysis: CompletedAnalysis;
  tookMs: number;
  uploaded: boolean;
  onOtherTone: (tone: Tone) => Promise<void>;
}

export function Verdict({ analysis, tookMs, uploaded, onOtherTone }: Props) {
  const { t, language } = useText();
  const { critique, tone, language: spoken } = analysis;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
    const section = title.current?.closest('section');
    const isOutOfSight = (section?.getBoundingClientRect().top ?? 0) > window.innerHeight / 2;
    if (isOutOfSight) section?.scrollIntoView();
  }, [analysis.id]);
  const facts = [...exposureFacts(language, analysis.exif), ...fileFacts(language, analysis.photo)];

  return (
    <section class="stage verdict">
      <Provenance analysis={analysis} tookMs={tookMs} uploaded={uploaded} />
      <div class="verdict__head">
        <ScoreRing score={critique.score} />
        <div>
          <h2 class="verdict__title" tabIndex={-1} ref={title}>
            {verdictOf(critique.score, t.verdicts)}
          </h2>
          <p
            class={isLong(critique.summary) ? 'verdict__summary verdict__summary--long' : 'verdict__summary'}
            lang={spoken}
          >
            {critique.summary}
          </p>
        </div>
      </div>
      <ul class="databack" aria-label={t.sections.facts}>
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <div class="insights">
        <h3 class="heading">{t.sections.insights}</h3>
        <ol lang={spoken}>
          {critique.keyInsights.map((it) => (
            <li key={it}>{it}</li>
          ))}
        </ol>
      </div>
      <Criteria critique={critique} spoken={spoken} />
      <Improvements critique={critique} spoken={spoken} />
      <Advice critique={critique} spoken={spoken} />
      <div class="again">
        <h3 class="again__title">{t.otherTone}</h3>
        {TONES.filter((it) => it !== tone).map((it) => (
          <button key={it} type="button" class="button" onClick={() => onOtherTone(it)}>
            {t.tones[it].name}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Set smaller and as a paragraph, not as a quotation. */
const isLong = (summary: string): boolean => summary.length > 180;

function verdictOf<Words extends Record<'superb' | 'good' | 'promising' | 'weak', string>>(
  score: number,
  words: Words,
): string {
  if (score >= 85) return words.superb;
  if (score >= 70) return words.good;
  return score >= 50 ? words.promising : words.weak;
}
