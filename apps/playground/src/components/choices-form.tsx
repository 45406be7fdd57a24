import { LANGUAGES, type Language, PHOTO_TYPES, type PhotoType, TONES } from '@jmj/contracts';
import { LANGUAGE_NAMES } from '@jmj/look';
import { useText } from '../i18n/index.ts';
import { type Choices, isJudgedLike, type State } from '../state.ts';

interface Props {
  state: State;
  busy: boolean;
  onPick: (choices: Partial<Choices>) => void;
  onJudge: () => Promise<void>;
  onCancel: () => void;
}

export function ChoicesForm({ state: { choices, run }, busy, onPick, onJudge, onCancel }: Props) {
  const { t } = useText();
  const same = isJudgedLike(run, choices);
  return (
    <form
      class={busy ? 'choices choices--busy' : 'choices'}
      onSubmit={async (event) => {
        event.preventDefault();
        // One button for both: it keeps the focus, and a press never means two things.
        if (busy) onCancel();
        else await onJudge();
      }}
    >
      <fieldset class="tones" disabled={busy}>
        <legend class="label">{t.tone}</legend>
        <div class="tones__row">
          {TONES.map((tone) => (
            <label key={tone} class="tone">
              <input
                type="radio"
                name="tone"
                class="hidden"
                value={tone}
                checked={choices.tone === tone}
                onChange={() => onPick({ tone })}
              />
              <span class="tone__name">{t.tones[tone].name}</span>
              <span class="tone__hint">{t.tones[tone].hint}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="choices__row">
        <label class="field">
          <span class="label">{t.language}</span>
          <select
            name="language"
            value={choices.language}
            disabled={busy}
            onChange={({ currentTarget }) => onPick({ language: currentTarget.value as Language })}
          >
            {LANGUAGES.map((it) => (
              <option key={it} value={it} lang={it}>
                {LANGUAGE_NAMES[it]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span class="label">{t.photoType}</span>
          <select
            name="photoType"
            value={choices.photoType}
            disabled={busy}
            onChange={({ currentTarget }) => onPick({ photoType: currentTarget.value as PhotoType })}
          >
            {PHOTO_TYPES.map((it) => (
              <option key={it} value={it}>
                {t.photoTypes[it]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <button
        type="submit"
        class={busy || same ? 'button' : 'button button--primary'}
        title={same ? t.judgedLike : undefined}
      >
        {busy ? t.cancel : run.phase === 'done' ? t.judgeAgain : t.judge}
      </button>
    </form>
  );
}
