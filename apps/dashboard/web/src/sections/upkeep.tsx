import { useState } from 'preact/hooks';
import { clearCache, eraseUser, type Removed } from '../api.ts';
import { type Text, useText } from '../i18n/index.ts';
import { AskFirst } from '../parts/ask-first.tsx';

interface Done {
  what: 'clear' | 'erase';
  removed: Removed;
}

function outcome({ t, f }: Text, { what, removed }: Done): string {
  const { critiques, traces } = removed;
  if (what === 'erase' && critiques + traces === 0) return t.upkeep.erasedNothing;
  const say = what === 'clear' ? t.upkeep.cleared : t.upkeep.erased;
  return say(critiques, f.count(critiques), traces, f.count(traces));
}

interface Asking {
  onDone(removed: Removed): void;
  onClose(): void;
}

function ClearDialog({ entries, ...asking }: Asking & { entries: number | undefined }) {
  const { t, f } = useText();
  const known = entries ? f.count(entries) : undefined;
  return (
    <AskFirst {...asking} title={t.upkeep.clearTitle} yes={t.upkeep.clearYes} ready act={clearCache}>
      <p>{t.upkeep.clearText(known)}</p>
      <p class="hint">{t.upkeep.clearStays}</p>
    </AskFirst>
  );
}

function EraseDialog(asking: Asking) {
  const { t } = useText();
  const [tenant, setTenant] = useState('');
  const [userId, setUserId] = useState('');
  const owner = { tenant: tenant.trim(), userId: userId.trim() };
  return (
    <AskFirst
      {...asking}
      title={t.upkeep.eraseTitle}
      yes={t.upkeep.eraseYes}
      ready={owner.tenant !== '' && owner.userId !== ''}
      act={() => eraseUser(owner)}
    >
      <p>{t.upkeep.eraseRemoves}</p>
      <p class="hint">{t.upkeep.eraseStays}</p>
      <label class="field">
        <span class="label">{t.upkeep.tenant}</span>
        <input
          required
          maxLength={64}
          pattern="[\w.\-]+"
          autocomplete="off"
          spellcheck={false}
          value={tenant}
          onInput={(event) => setTenant(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span class="label">{t.upkeep.userId}</span>
        <input
          required
          maxLength={128}
          autocomplete="off"
          spellcheck={false}
          value={userId}
          onInput={(event) => setUserId(event.currentTarget.value)}
        />
      </label>
    </AskFirst>
  );
}

/** What can be done to the cache. Each asks before it acts, and says what it did. */
export function Upkeep(props: { entries: number | undefined; mayAct: boolean; onChanged(): void }) {
  const { entries, mayAct, onChanged } = props;
  const text = useText();
  const { t } = text;
  const [asking, ask] = useState<Done['what']>();
  const [done, setDone] = useState<Done>();
  const dialogOf = (what: Done['what']): Asking => ({
    onDone(removed) {
      setDone({ what, removed });
      onChanged();
    },
    onClose: () => ask(undefined),
  });
  return (
    <section class="card upkeep" aria-labelledby="upkeep">
      <h2 id="upkeep" class="heading">
        {t.upkeep.heading}
      </h2>
      {(['clear', 'erase'] as const).map((what) => (
        <div key={what} class="upkeep__row">
          <p class="hint">{t.upkeep[`${what}Hint`]}</p>
          <button
            type="button"
            class="button button--quiet button--alarm"
            disabled={!mayAct}
            onClick={() => ask(what)}
          >
            {t.upkeep[what]}
          </button>
        </div>
      ))}
      {!mayAct && <p class="hint">{t.upkeep.lookOnly}</p>}
      <p class="upkeep__done" role="status">
        {done && outcome(text, done)}
      </p>
      {asking === 'clear' && <ClearDialog entries={entries} {...dialogOf('clear')} />}
      {asking === 'erase' && <EraseDialog {...dialogOf('erase')} />}
    </section>
  );
}
