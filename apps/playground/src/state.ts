import type { AnalysisOptions } from '@jmj/contracts';
import type { AnalysisEvent, CompletedAnalysis } from '@jmj/sdk';
import type { Messages } from './i18n/index.ts';

export type ErrorKey = keyof Messages['errors'];
export type Step = keyof Messages['steps'];
export type Choices = Pick<AnalysisOptions, 'tone' | 'language' | 'photoType'>;

export interface ChosenPhoto {
  file: File;
  /** Object URL of the preview. */
  url: string;
}

export type Run =
  | { phase: 'idle' }
  | { phase: 'asking'; since: number }
  | { phase: 'sending'; since: number }
  | { phase: 'waiting'; since: number; step: Step }
  | { phase: 'done'; analysis: CompletedAnalysis; tookMs: number; uploaded: boolean }
  | { phase: 'failed'; error: ErrorKey; detail: string | undefined; mayRetry: boolean }
  | { phase: 'stopped' };

export interface State {
  photo: ChosenPhoto | undefined;
  choices: Choices;
  run: Run;
  /** The service asked for a key: `wrong` when one was given. */
  key: 'unasked' | 'asked' | 'wrong';
}

export type Action =
  | { type: 'chose'; photo: ChosenPhoto }
  | { type: 'complained'; error: ErrorKey }
  | { type: 'picked'; choices: Partial<Choices> }
  | { type: 'asked'; at: number }
  | { type: 'uploading' }
  | { type: 'progressed'; event: AnalysisEvent }
  | { type: 'judged'; analysis: CompletedAnalysis; at: number; uploaded: boolean }
  | { type: 'failed'; error: ErrorKey; detail?: string | undefined; mayRetry: boolean }
  | { type: 'stopped' }
  | { type: 'locked'; triedKey: boolean };

export const isBusy = ({ phase }: Run): boolean =>
  phase === 'asking' || phase === 'sending' || phase === 'waiting';

/** Where an event puts the photo; nowhere new when it tells the end, which comes with the critique. */
function stepOf({ type, stage }: AnalysisEvent): Step | undefined {
  if (type === 'queued') return 'queued';
  if (type !== 'started' && type !== 'progress') return undefined;
  return stage === undefined || stage === 'started' ? 'preparing' : stage;
}

export function reduce(state: State, action: Action): State {
  const { run } = state;
  switch (action.type) {
    case 'chose':
      return { ...state, photo: action.photo, run: { phase: 'idle' } };
    case 'complained':
      return {
        ...state,
        photo: undefined,
        run: { phase: 'failed', error: action.error, detail: undefined, mayRetry: false },
      };
    case 'picked':
      return { ...state, choices: { ...state.choices, ...action.choices } };
    case 'asked':
      return { ...state, run: { phase: 'asking', since: action.at } };
    case 'uploading':
      return 'since' in run ? { ...state, run: { phase: 'sending', since: run.since } } : state;
    case 'progressed': {
      const step = stepOf(action.event);
      if (!('since' in run) || !step) return state;
      return { ...state, key: 'unasked', run: { phase: 'waiting', since: run.since, step } };
    }
    case 'judged': {
      if (!('since' in run)) return state;
      const { analysis, at, uploaded } = action;
      const tookMs = at - run.since;
      return { ...state, key: 'unasked', run: { phase: 'done', analysis, tookMs, uploaded } };
    }
    case 'failed':
      return {
        ...state,
        key: 'unasked',
        run: { phase: 'failed', error: action.error, detail: action.detail, mayRetry: action.mayRetry },
      };
    case 'stopped':
      return { ...state, run: { phase: 'stopped' } };
    case 'locked':
      return { ...state, key: action.triedKey ? 'wrong' : 'asked', run: { phase: 'idle' } };
  }
}

/** Whether the verdict on show is the one these choices would give. */
export function isJudgedLike(run: Run, choices: Choices): boolean {
  if (run.phase !== 'done') return false;
  const { tone, language, photoType } = run.analysis;
  return tone === choices.tone && language === choices.language && photoType === choices.photoType;
}
