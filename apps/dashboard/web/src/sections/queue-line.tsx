import { type Figures, QUEUES_PATH } from '../api.ts';
import { useText } from '../i18n/index.ts';

const STATES = ['waiting', 'active', 'delayed', 'failed'] as const;

/** How the queue stands, in one line, and the way to it. */
export function QueueLine({ counts }: { counts: Figures['queue'] }) {
  const { t, f } = useText();
  return (
    <div class="queue">
      <h2 class="queue__name">{t.jobs.heading}</h2>
      <ul class="queue__states">
        {STATES.map((state) => (
          <li
            key={state}
            class={state === 'failed' && counts.failed > 0 ? 'queue__state--failed' : undefined}
          >
            <b>{f.count(counts[state])}</b> {t.jobs[state]}
          </li>
        ))}
      </ul>
      <a href={QUEUES_PATH}>{t.jobs.open} →</a>
    </div>
  );
}
