import type { AnalysisJob, ProblemCode } from '@jmj/contracts';
import { Failure } from './failure.ts';
import { parseFingerprint } from './fingerprint.ts';
import { type Held, heldBack } from './governed.ts';
import { judgeIdentity, LOCAL_MODEL, PROMPT_REVISION } from './judge.ts';
import { askInTurn, jobFor, standInFor } from './stand-ins.ts';

const SHA = 'a'.repeat(64);
const job: AnalysisJob = {
  fingerprint: `${SHA}:roast:fr:general:p1-fine:a`,
  analysisId: 'one',
  tenant: 'web',
  photo: { sha256: SHA, bytes: 1, format: 'jpeg' },
  tone: 'roast',
  language: 'fr',
  photoType: 'general',
  promptRevision: 'p1',
  model: 'a',
  quality: 'fine',
};
const CHAIN = ['a', 'b', LOCAL_MODEL];

const down = (ms: number): Held => heldBack('a', { ms, why: 'down', code: 'provider-unavailable' });
const busy = heldBack('a', { ms: 5, why: 'busy', code: 'provider-rate-limited' });
const failed = (code: ProblemCode) => new Failure(code, 'no');

/** Asks a chain whose models throw these; answers who was asked, and what came of it. */
async function turn(errors: Record<string, unknown>, chain = CHAIN, of = job) {
  const asked: string[] = [];
  const outcome = await askInTurn(of, chain, async ({ model }) => {
    asked.push(model);
    if (errors[model]) throw errors[model];
    return model;
  }).catch((error: unknown) => error);
  return { asked: asked.join(' '), outcome };
}

test('the first that can answers', async () => {
  expect(await turn({})).toEqual({ asked: 'a', outcome: 'a' });
  expect(await turn({ a: down(5) })).toEqual({ asked: 'a b', outcome: 'b' });
  expect(await turn({ a: down(5), b: failed('provider-rejected') })).toEqual({
    asked: `a b ${LOCAL_MODEL}`,
    outcome: LOCAL_MODEL,
  });
});

test('a model that is merely busy is waited for, and what is wrong with the photo is wrong for all', async () => {
  expect(await turn({ a: busy })).toEqual({ asked: 'a', outcome: busy });
  const refused = failed('provider-refused');
  expect(await turn({ a: refused })).toEqual({ asked: 'a', outcome: refused });
});

test('when none can, whichever may first is waited for', async () => {
  const [late, soon] = [down(50), down(5)];
  expect(await turn({ a: late, b: soon }, ['a', 'b'])).toEqual({ asked: 'a b', outcome: soon });
  const rejected = failed('provider-rejected');
  expect(await turn({ a: rejected, b: failed('provider-rejected') }, ['a', 'b'])).toMatchObject({
    outcome: rejected,
  });
});

test('a job for another model than the first has only those after it, and none when it is not in the chain', async () => {
  expect(await turn({ b: down(5) }, CHAIN, { ...job, model: 'b' })).toMatchObject({
    asked: `b ${LOCAL_MODEL}`,
  });
  expect(await turn({ c: down(5) }, CHAIN, { ...job, model: 'c' })).toMatchObject({ asked: 'c' });
});

test('a stand-in has a fingerprint of its own, in the quality that was asked for', () => {
  const asked = jobFor(job, 'b');
  expect(asked).toEqual({ ...job, model: 'b', fingerprint: `${SHA}:roast:fr:general:p1-fine:b` });
  expect(parseFingerprint(jobFor(job, LOCAL_MODEL).fingerprint)).toMatchObject({ promptRevision: 'p1' });
  expect(standInFor(job, asked, ['one'])).toEqual({
    waiting: ['one'],
    fingerprint: asked.fingerprint,
    model: 'b',
    fallback: { from: 'a', reason: 'provider' },
  });
  expect(jobFor(job, 'a')).toBe(job);
});

test('OPENAI_MODEL names the model and its stand-ins', () => {
  const identity = (openaiModel: string, fallbackLocal = false, hasOpenaiKey = true) =>
    judgeIdentity({ provider: 'auto', openaiModel, hasOpenaiKey, fallbackLocal });
  const promptRevision = PROMPT_REVISION;
  expect(identity('a')).toEqual({ model: 'a', promptRevision });
  expect(identity(' a, b,,a ', true)).toEqual({ model: 'a', promptRevision, standIns: ['b', LOCAL_MODEL] });
  expect(identity('a,b', true, false)).toEqual({ model: LOCAL_MODEL, promptRevision });
});
