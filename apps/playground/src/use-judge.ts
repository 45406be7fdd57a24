import { type Client, createClient, isJmjError } from '@jmj/sdk';
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { loadApiKey, saveApiKey } from './api-key.ts';
import { complaintAbout } from './photo-check.ts';
import { type Choices, reduce, type State } from './state.ts';

export interface Judge {
  state: State;
  choose(file: File): Promise<void>;
  pick(choices: Partial<Choices>): void;
  /** Judges the photo on the table, with other choices when some are given. */
  judge(choices?: Partial<Choices>): Promise<void>;
  cancel(): void;
  useKey(key: string): Promise<void>;
}

/** The page's state, and what changes it. One photo and one analysis at a time. */
export function useJudge(first: Choices): Judge {
  const [state, dispatch] = useReducer(reduce, {
    photo: undefined,
    choices: first,
    run: { phase: 'idle' },
    key: 'unasked',
  });
  const running = useRef<AbortController>(undefined);
  // Kept while the key is the same: it remembers the hash of the photo on the table.
  const client = useRef<Client>(undefined);
  const url = state.photo?.url;
  useEffect(() => () => (url === undefined ? undefined : URL.revokeObjectURL(url)), [url]);

  const stop = (): void => running.current?.abort();

  async function choose(file: File): Promise<void> {
    stop();
    const complaint = await complaintAbout(file);
    if (complaint) dispatch({ type: 'complained', error: complaint });
    else dispatch({ type: 'chose', photo: { file, url: URL.createObjectURL(file) } });
  }

  async function judge(changed: Partial<Choices> = {}): Promise<void> {
    if (!state.photo) return;
    stop();
    const abort = new AbortController();
    running.current = abort;
    const choices = { ...state.choices, ...changed };
    const apiKey = loadApiKey();
    dispatch({ type: 'picked', choices });
    dispatch({ type: 'asked', at: Date.now() });
    client.current ??= createClient({ baseUrl: '', apiKey });
    let uploaded = false;
    try {
      const analysis = await client.current.analyze(state.photo.file, {
        ...choices,
        signal: abort.signal,
        cancelOnAbort: true,
        onUpload() {
          uploaded = true;
          dispatch({ type: 'uploading' });
        },
        onProgress: (event) => dispatch({ type: 'progressed', event }),
      });
      dispatch({ type: 'judged', analysis, at: Date.now(), uploaded });
    } catch (error) {
      if (abort.signal.aborted) return;
      if (isJmjError(error, 'unauthorized')) dispatch({ type: 'locked', triedKey: apiKey !== undefined });
      else if (isJmjError(error)) {
        const detail = error.problem?.errors?.map((it) => `${it.field}: ${it.message}`).join(' · ');
        dispatch({ type: 'failed', error: error.code, detail, mayRetry: error.retryable });
      } else dispatch({ type: 'failed', error: 'internal', mayRetry: true });
    }
  }

  return {
    state,
    choose,
    judge,
    pick: (choices) => dispatch({ type: 'picked', choices }),
    cancel() {
      stop();
      dispatch({ type: 'stopped' });
    },
    async useKey(key) {
      saveApiKey(key);
      client.current = undefined;
      await judge();
    },
  };
}
