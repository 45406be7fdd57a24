import { useEffect, useState } from 'preact/hooks';
import { bytes } from '../formatting.ts';
import { useText } from '../i18n/index.ts';
import type { ChosenPhoto, Run } from '../state.ts';

interface Props {
  photo: ChosenPhoto | undefined;
  run: Run;
  onChoose: (file: File) => Promise<void>;
}

/** Where the photo lies: chosen, dropped anywhere on the page, or pasted. */
export function PhotoTable({ photo, run, onChoose }: Props) {
  const { t } = useText();
  const hovering = useFilesFromAnywhere(onChoose);
  return (
    <div class={hovering ? 'table table--hover' : 'table'}>
      {photo ? <Print photo={photo} run={run} /> : <Invitation />}
      <label class={photo ? 'button button--quiet table__choose' : 'button button--primary table__choose'}>
        <input
          type="file"
          class="hidden"
          accept="image/*,.heic,.heif,.avif,.tif,.tiff"
          onChange={async ({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            currentTarget.value = '';
            if (file) await onChoose(file);
          }}
        />
        {photo ? t.chooseAnother : t.choose}
      </label>
      {!photo && (
        <p class="table__hint">
          {t.dropHint}
          <br />
          <small>{t.formats}</small>
        </p>
      )}
      {hovering && <p class="table__drop">{t.dropNow}</p>}
    </div>
  );
}

function Invitation() {
  const { t } = useText();
  return (
    <div class="invitation">
      <h1 class="invitation__title">{t.hero}</h1>
      <p class="invitation__text">{t.heroText}</p>
    </div>
  );
}

/** The preview as a paper print, which develops while the photo is being judged. */
function Print({ photo, run }: { photo: ChosenPhoto; run: Run }) {
  const { t, language } = useText();
  const [visible, setVisible] = useState(true);
  useEffect(() => setVisible(true), [photo.url]);
  const bath = run.phase === 'waiting' ? run.step : run.phase;
  return (
    <figure class={`print print--${bath}`}>
      {visible ? (
        <img
          class="print__image"
          src={photo.url}
          alt={t.previewOf(photo.file.name)}
          onError={() => setVisible(false)}
        />
      ) : (
        <p class="print__blank">{t.noPreview}</p>
      )}
      <figcaption class="print__caption">
        <span class="print__name">{photo.file.name}</span>
        <span>{bytes(language, photo.file.size)}</span>
      </figcaption>
    </figure>
  );
}

/** Files dropped or pasted anywhere on the page. Answers whether one hovers above it. */
function useFilesFromAnywhere(onChoose: Props['onChoose']): boolean {
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setHovering(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setHovering(false);
    };
    const take = async (data: DataTransfer | null, event: Event): Promise<void> => {
      setHovering(false);
      const file = data?.files[0];
      if (!file) return;
      event.preventDefault();
      await onChoose(file);
    };
    const drop = (event: DragEvent): Promise<void> => take(event.dataTransfer, event);
    const paste = (event: ClipboardEvent): Promise<void> => take(event.clipboardData, event);
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('paste', paste, { signal });
    return () => stop.abort();
  }, [onChoose]);
  return hovering;
}
