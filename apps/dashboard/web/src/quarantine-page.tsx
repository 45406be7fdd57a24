import { fetchQuarantine } from './api.ts';
import { LivePage } from './parts/live-page.tsx';
import { Quarantine } from './sections/quarantine.tsx';
import { useLive } from './use-live.ts';

/** Photos that are not opened any more. */
export function QuarantinePage() {
  const { figures, refresh, ...live } = useLive('quarantine', fetchQuarantine);
  return (
    <LivePage {...live} onRetry={refresh}>
      {figures && <Quarantine shown={figures} onChanged={refresh} />}
    </LivePage>
  );
}
