import { useText } from '../i18n/index.ts';

/** How old the figures are. */
export function Pulse({ receivedAt, stale }: { receivedAt: number | undefined; stale: boolean }) {
  const { t, f } = useText();
  if (receivedAt === undefined) return null;
  return (
    <p class={stale ? 'pulse pulse--stale' : 'pulse'}>
      <span class="pulse__dot" aria-hidden="true" />
      {stale ? (
        <span role="alert">{t.stale(f.seconds(receivedAt))}</span>
      ) : (
        <span>
          {t.updated(f.seconds(receivedAt))} <span class="pulse__every">· {t.every}</span>
        </span>
      )}
    </p>
  );
}
