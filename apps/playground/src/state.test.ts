import type { AnalysisEvent } from '@jmj/contracts';
import { type Action, reduce, type State } from './state.ts';

const START: State = {
  photo: undefined,
  choices: { tone: 'professional', language: 'fr', photoType: 'general' },
  run: { phase: 'idle' },
  key: 'unasked',
};
const after = (...actions: Action[]): State => actions.reduce(reduce, START);
const progress = (event: Pick<AnalysisEvent, 'type' | 'stage'>): Action => ({
  type: 'progressed',
  event: { analysisId: 'a', status: 'active', at: '2026-11-23T10:00:00Z', ...event },
});
const ASKED: Action = { type: 'asked', at: 1000 };

test('each event puts the photo one step further, and the clock runs on', () => {
  expect(after(ASKED, progress({ type: 'queued' })).run).toEqual({
    phase: 'waiting',
    since: 1000,
    step: 'queued',
  });
  expect(after(ASKED, progress({ type: 'started' })).run).toMatchObject({ step: 'preparing' });
  expect(after(ASKED, progress({ type: 'progress', stage: 'judging' })).run).toMatchObject({
    step: 'judging',
  });
});

test('a photo is sent only when its hash was not enough, on the same clock', () => {
  expect(after(ASKED).run).toEqual({ phase: 'asking', since: 1000 });
  expect(after(ASKED, { type: 'uploading' }).run).toEqual({ phase: 'sending', since: 1000 });
  expect(after(ASKED, { type: 'stopped' }, { type: 'uploading' }).run).toEqual({ phase: 'stopped' });
});

test('the end is told by the critique, not by its event', () => {
  const judging = progress({ type: 'progress', stage: 'storing' });
  expect(after(ASKED, judging, progress({ type: 'completed' })).run).toMatchObject({ step: 'storing' });
});

test('what arrives after a stop changes nothing', () => {
  expect(after(ASKED, { type: 'stopped' }, progress({ type: 'started' })).run).toEqual({ phase: 'stopped' });
});

test('a key is asked for, found wrong, and no longer asked for once it works', () => {
  const locked = (triedKey: boolean): Action => ({ type: 'locked', triedKey });
  expect(after(ASKED, locked(false)).key).toBe('asked');
  expect(after(ASKED, locked(false), ASKED, locked(true)).key).toBe('wrong');
  expect(after(ASKED, locked(false), ASKED, progress({ type: 'queued' })).key).toBe('unasked');
});

test('choices survive a failure and another photo', () => {
  const state = after({ type: 'picked', choices: { tone: 'roast' } }, ASKED, {
    type: 'failed',
    error: 'provider-timeout',
    mayRetry: true,
  });
  expect(state.choices.tone).toBe('roast');
  expect(state.run).toMatchObject({ phase: 'failed', mayRetry: true });
});
