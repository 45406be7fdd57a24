import { useText } from '../i18n/index.ts';
import type { Choices, State } from '../state.ts';
import { CriteriaPreview } from './criteria-preview.tsx';
import { Failure } from './failure.tsx';
import { Progress } from './progress.tsx';
import { Verdict } from './verdict.tsx';

interface Props {
  state: State;
  onJudge: (choices?: Partial<Choices>) => Promise<void>;
}

/** The right-hand side: what is to come, what goes on, or what came of it. */
export function Stage({ state: { run }, onJudge }: Props) {
  const { t } = useText();
  switch (run.phase) {
    case 'asking':
      return <Progress title={t.asking} step={undefined} since={run.since} />;
    case 'sending':
      return <Progress title={t.sending} step={undefined} since={run.since} />;
    case 'waiting':
      return <Progress title={t.steps[run.step]} step={run.step} since={run.since} />;
    case 'done':
      return (
        <Verdict
          analysis={run.analysis}
          tookMs={run.tookMs}
          uploaded={run.uploaded}
          onOtherTone={(tone) => onJudge({ tone })}
        />
      );
    case 'failed':
      return (
        <Failure error={run.error} detail={run.detail} onRetry={run.mayRetry ? () => onJudge() : undefined} />
      );
    case 'stopped':
      return (
        <section class="stage">
          <p class="card note">{t.canceledByYou}</p>
          <CriteriaPreview />
        </section>
      );
    case 'idle':
      return (
        <section class="stage">
          <CriteriaPreview />
        </section>
      );
  }
}
