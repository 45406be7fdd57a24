import type { ComponentChildren } from 'preact';
import { useText } from '../i18n/index.ts';
import { Pulse } from './pulse.tsx';

/** What a page shows as soon as there are figures, and how old they are; before, the reason why there are none. */
export function LivePage(props: {
  receivedAt?: number | undefined;
  stale: boolean;
  onRetry(): void;
  children: ComponentChildren;
}) {
  const { receivedAt, stale, onRetry, children } = props;
  const { t } = useText();
  return (
    <>
      <Pulse receivedAt={receivedAt} stale={stale} />
      {children ||
        (stale ? (
          <div class="waiting" role="alert">
            <p>{t.unreachable}</p>
            <button type="button" class="button" onClick={onRetry}>
              {t.retry}
            </button>
          </div>
        ) : (
          <p class="waiting" role="status">
            {t.loading}
          </p>
        ))}
    </>
  );
}
