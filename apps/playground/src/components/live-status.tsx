import { type Messages, useText } from '../i18n/index.ts';
import type { Run } from '../state.ts';

function sentence(run: Run, t: Messages): string {
  if (run.phase === 'asking') return t.asking;
  if (run.phase === 'sending') return t.sending;
  if (run.phase === 'waiting') return t.steps[run.step];
  if (run.phase === 'done') return t.done(run.analysis.critique.score);
  if (run.phase === 'stopped') return t.canceledByYou;
  return '';
}

/** Tells those who do not see the page what goes on. Failures speak for themselves (`role=alert`). */
export function LiveStatus({ run }: { run: Run }) {
  const { t } = useText();
  return (
    <p class="hidden" role="status" aria-live="polite">
      {sentence(run, t)}
    </p>
  );
}
