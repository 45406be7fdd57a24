import { useEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../i18n/index.ts';
import type { Step } from '../state.ts';

const STEPS = ['queued', 'preparing', 'judging', 'storing'] as const satisfies Step[];

interface Props {
  title: string;
  /** Absent until the photo has arrived. */
  step: Step | undefined;
  since: number;
}

/** The way of the photo as four frames of a film. */
export function Progress({ title, step, since }: Props) {
  const { t } = useText();
  const seconds = useSecondsSince(since);
  const film = useRef<HTMLDivElement>(null);
  useEffect(() => film.current?.scrollIntoView({ block: 'nearest' }), []);
  const at = step === undefined ? -1 : STEPS.indexOf(step);
  return (
    <section class="stage" aria-busy="true">
      <div class="film" ref={film}>
        <p class="film__title">
          {title}
          <span class="film__clock">{t.elapsed(seconds)}</span>
        </p>
        <ol class="film__strip">
          {STEPS.map((it, index) => (
            <li
              key={it}
              class={`frame ${index < at ? 'frame--done' : index === at ? 'frame--now' : ''}`}
              aria-current={index === at ? 'step' : undefined}
            >
              <span class="frame__number" aria-hidden="true">
                {index + 1}A
              </span>
              {t.steps[it]}
            </li>
          ))}
        </ol>
      </div>
      <div class="ghost" aria-hidden="true">
        <span class="ghost__line" />
        <span class="ghost__line" />
        <span class="ghost__line" />
        <span class="ghost__line" />
      </div>
    </section>
  );
}

function useSecondsSince(since: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - since) / 1000));
}
