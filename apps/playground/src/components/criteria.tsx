import { type Critique, type Language, PARTIAL_SCORE_MAXIMA, type PartialScores } from '@jmj/contracts';
import { useText } from '../i18n/index.ts';

const TECHNICAL = ['composition', 'lighting', 'focus', 'exposure'] as const satisfies (keyof PartialScores)[];
const ARTISTIC = ['creativity', 'emotion', 'storytelling'] as const satisfies (keyof PartialScores)[];
export const CRITERIA = [...TECHNICAL, ...ARTISTIC] as const;

/** The seven partial scores, each with what was said about it. */
export function Criteria({ critique, spoken }: { critique: Critique; spoken: Language }) {
  const { t } = useText();
  const { partialScores } = critique;
  return (
    <div class="criteria">
      <Group
        title={t.sections.technical}
        names={TECHNICAL}
        scores={partialScores}
        words={critique.technical}
        spoken={spoken}
      />
      <Group
        title={t.sections.artistic}
        names={ARTISTIC}
        scores={partialScores}
        words={critique.artistic}
        spoken={spoken}
      />
    </div>
  );
}

interface GroupProps<Name extends keyof PartialScores> {
  title: string;
  names: readonly Name[];
  scores: PartialScores;
  words: Record<Name, string>;
  spoken: Language;
}

function Group<Name extends keyof PartialScores>({ title, names, scores, words, spoken }: GroupProps<Name>) {
  const { t } = useText();
  const sum = (points: Record<Name, number>): number => names.reduce((total, it) => total + points[it], 0);
  return (
    <div class="card group">
      <h3 class="heading group__heading">
        {title}
        <span class="group__sum">
          {sum(scores)}
          <small> / {sum(PARTIAL_SCORE_MAXIMA)}</small>
        </span>
      </h3>
      {names.map((it) => (
        <div key={it} class="criterion">
          <div class="criterion__head">
            <h4 class="criterion__name">{t.criteria[it]}</h4>
            <span class="criterion__points" aria-hidden="true">
              {scores[it]}
              <small>/{PARTIAL_SCORE_MAXIMA[it]}</small>
            </span>
          </div>
          <Bar label={t.criteria[it]} points={scores[it]} most={PARTIAL_SCORE_MAXIMA[it]} />
          <p class="criterion__text" lang={spoken}>
            {words[it]}
          </p>
        </div>
      ))}
    </div>
  );
}

export function Bar({ label, points, most }: { label: string; points: number; most: number }) {
  const { t } = useText();
  return (
    <meter class="bar" aria-label={label} min={0} max={most} value={points}>
      {t.points(points, most)}
    </meter>
  );
}
