import { type InterfaceLanguage, loadLanguage, saveLanguage } from '@jmj/look';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { ApiKeyForm } from './components/api-key-form.tsx';
import { ChoicesForm } from './components/choices-form.tsx';
import { Header } from './components/header.tsx';
import { LiveStatus } from './components/live-status.tsx';
import { PhotoTable } from './components/photo-table.tsx';
import { Stage } from './components/stage.tsx';
import { MESSAGES, TextContext } from './i18n/index.ts';
import { isBusy } from './state.ts';
import { useJudge } from './use-judge.ts';

export function App() {
  const [language, setLanguage] = useState(loadLanguage);
  const judge = useJudge({ tone: 'professional', language, photoType: 'general' });
  const { state } = judge;
  const text = useMemo(() => ({ language, t: MESSAGES[language] }), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const speak = (next: InterfaceLanguage): void => {
    saveLanguage(next);
    setLanguage(next);
    // The critique follows the interface until a photo is on the table.
    if (!state.photo) judge.pick({ language: next });
  };

  return (
    <TextContext.Provider value={text}>
      <Header onSpeak={speak} />
      <main class={state.photo ? 'page' : 'page page--empty'}>
        <section class="bench">
          <PhotoTable photo={state.photo} run={state.run} onChoose={judge.choose} />
          {state.key !== 'unasked' && <ApiKeyForm wrong={state.key === 'wrong'} onKey={judge.useKey} />}
          {state.photo && (
            <ChoicesForm
              state={state}
              busy={isBusy(state.run)}
              onPick={judge.pick}
              onJudge={() => judge.judge()}
              onCancel={judge.cancel}
            />
          )}
        </section>
        <Stage state={state} onJudge={judge.judge} />
      </main>
      <LiveStatus run={state.run} />
      <footer class="footer">{text.t.privacy}</footer>
    </TextContext.Provider>
  );
}
