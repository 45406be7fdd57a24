import type { Critique, Language } from '@jmj/contracts';
import type { ComponentChildren } from 'preact';
import { useText } from '../i18n/index.ts';
import { Bar } from './criteria.tsx';

const TOOL_NAMES = {
  lightroom: 'Lightroom',
  photoshop: 'Photoshop',
  snapseed: 'Snapseed',
  gimp: 'GIMP',
} as const;

export function Advice({ critique, spoken }: { critique: Critique; spoken: Language }) {
  const { t } = useText();
  const { retouchPotential, toolRecommendations, nextShotTips, editingRecommendations, suggestions } =
    critique;
  const tools = (['lightroom', 'photoshop', 'snapseed'] as const).filter(
    (it) => toolRecommendations[it].length > 0,
  );
  return (
    <div class="advice">
      <Panel title={t.sections.nextShot}>
        <ul class="lines">
          {nextShotTips.map((it) => (
            <li key={it.tip}>
              <p lang={spoken}>{it.tip}</p>
              <span class="chip">{t.category[it.category]}</span>
              <span class={`chip chip--${it.difficulty}`}>{t.difficulty[it.difficulty]}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t.sections.editing}>
        <ul class="lines">
          {editingRecommendations.map((it) => (
            <li key={it.suggestion}>
              <p lang={spoken}>
                <b>{it.suggestion}</b> {it.expectedImprovement}
              </p>
              <span class="chip">{TOOL_NAMES[it.tool]}</span>
              <span class={`chip chip--${it.difficulty}`}>{t.difficulty[it.difficulty]}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t.sections.suggestions}>
        <ul class="lines" lang={spoken}>
          {suggestions.map((it) => (
            <li key={it}>{it}</li>
          ))}
        </ul>
      </Panel>
      <Panel title={t.sections.retouch}>
        <p class="retouch__level">
          {t.level[retouchPotential.level]}
          <span class="retouch__score">{retouchPotential.score}</span>
        </p>
        <Bar label={t.sections.retouch} points={retouchPotential.score} most={100} />
        <p class="retouch__reason" lang={spoken}>
          {retouchPotential.reason}
        </p>
      </Panel>
      {tools.length > 0 && (
        <Panel title={t.sections.tools} wide>
          <div class="tools">
            {tools.map((tool) => (
              <div key={tool}>
                <h4 class="tools__name">{TOOL_NAMES[tool]}</h4>
                <ul class="lines" lang={spoken}>
                  {toolRecommendations[tool].map((it) => (
                    <li key={it}>{it}</li>
                  ))}
                </ul>
              </div>
            ))}
          </div>
        </Panel>
      )}
    </div>
  );
}

function Panel({ title, wide, children }: { title: string; wide?: boolean; children: ComponentChildren }) {
  return (
    <div class={wide ? 'card panel panel--wide' : 'card panel'}>
      <h3 class="heading">{title}</h3>
      {children}
    </div>
  );
}
