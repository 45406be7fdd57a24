import { useEffect, useRef } from 'preact/hooks';
import { useText } from '../i18n/index.ts';
import type { ErrorKey } from '../state.ts';

interface Props {
  error: ErrorKey;
  detail: string | undefined;
  onRetry: (() => Promise<void>) | undefined;
}

export function Failure({ error, detail, onRetry }: Props) {
  const { t } = useText();
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => card.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <section class="stage">
      <div class="card failure" ref={card}>
        <p class="failure__text" role="alert">
          {t.errors[error]}
        </p>
        {detail && <p class="failure__detail">{detail}</p>}
        <p class="failure__code">
          <code>{error}</code>
        </p>
        {onRetry && (
          <button type="button" class="button" onClick={onRetry}>
            {t.retry}
          </button>
        )}
      </div>
    </section>
  );
}
