import { useState } from 'preact/hooks';
import { useText } from '../i18n/index.ts';

/** Shown once the service has asked for a key. */
export function ApiKeyForm({ wrong, onKey }: { wrong: boolean; onKey: (key: string) => Promise<void> }) {
  const { t } = useText();
  const [key, setKey] = useState('');
  return (
    <form
      class="card key"
      onSubmit={async (event) => {
        event.preventDefault();
        if (key.trim()) await onKey(key.trim());
      }}
    >
      <p class="key__title" role="alert">
        {wrong ? t.key.wrong : t.key.title}
      </p>
      <label class="field">
        <span class="label">{t.key.label}</span>
        <input
          type="password"
          name="apiKey"
          autocomplete="off"
          spellcheck={false}
          value={key}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button--primary">
        {t.key.use}
      </button>
      <p class="hint">{t.key.hint}</p>
    </form>
  );
}
