import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useText } from '../i18n/index.ts';

/** Says what will happen, and does it only when told to. Escape and the first button lead back. */
export function AskFirst<Answer>(props: {
  title: string;
  yes: string;
  /** Whether all that is needed was given. */
  ready: boolean;
  children: ComponentChildren;
  act(): Promise<Answer>;
  onDone(answer: Answer): void;
  onClose(): void;
}) {
  const { title, yes, ready, children, act, onDone, onClose } = props;
  const { t } = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [stage, setStage] = useState<'asking' | 'working' | 'failed'>('asking');
  const working = stage === 'working';

  useEffect(() => dialog.current?.showModal(), []);

  async function go(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (working || !ready) return;
    setStage('working');
    try {
      onDone(await act());
      dialog.current?.close();
    } catch {
      setStage('failed');
    }
  }

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onCancel={(event) => working && event.preventDefault()}
    >
      <form class="dialog__form" onSubmit={go}>
        <h2 id={id} class="dialog__title">
          {title}
        </h2>
        {children}
        {stage === 'failed' && (
          <p class="dialog__failed" role="alert">
            {t.upkeep.failed}
          </p>
        )}
        <div class="dialog__buttons">
          <button type="button" class="button" disabled={working} onClick={() => dialog.current?.close()}>
            {t.upkeep.cancel}
          </button>
          <button type="submit" class="button button--danger" disabled={!ready || working}>
            {working ? t.upkeep.working : yes}
          </button>
        </div>
      </form>
    </dialog>
  );
}
