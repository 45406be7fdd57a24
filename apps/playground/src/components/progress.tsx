import { useEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../i18n/index.ts';
import type { Step } from '../state.ts';

const STEPS = ['queued', 'preparing', 'judging', 'storing'] as const satisfies Step[];

/** The way of the photo as four frames of a film; `step` is absent while it is being sent. */
export function Progress({ step, since }: { step: Step | undefined; since: number }) {
  const { t } = useText();
  const seconds = useSecondsSince(since);
  const film = useRef<HTMLDivElement>(null);
  useEffect(() => film.current?.scrollIntoView({ block: 'nearest' }), []);
  const at = step === undefined ? -1 : STEPS.indexOf(step);
  return (
    <section class="stage" aria-busy="true">
      <div class="film" ref={film}>
        <p class="film__title">
          {step === undefined ? t.sending : t.steps[step]}
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
