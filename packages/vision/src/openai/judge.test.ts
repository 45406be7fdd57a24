import { judgedCritiqueSchema, type ProblemCode } from '@jmj/contracts';
import { Failure } from '@jmj/core';
import { type Behaviour, type OpenaiServer, startOpenaiServer } from '@jmj/testing/openai-server';
import { makeTask, recordingMeter } from '../fixtures/task.ts';
import { until } from '../fixtures/until.ts';
import { createOpenaiJudge, type OpenaiJudgeOptions } from './judge.ts';

const API_KEY = 'sk-test-0123456789abcdef';
const MARKER = 'MARKER-7f3a';

let server: OpenaiServer;
beforeEach(async () => {
  server = await startOpenaiServer({ apiKey: API_KEY, marker: MARKER, snapshot: '-2026-10-01' });
});
afterEach(() => server.close());

const judgeWith = (options: Partial<OpenaiJudgeOptions> = {}) =>
  createOpenaiJudge({ apiKey: API_KEY, baseUrl: server.url, timeoutMs: 5000, ...options });

const never = () => new AbortController().signal;

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (it: unknown) => it,
  );
  if (!(error instanceof Failure)) throw new Error('expected a Failure', { cause: error });
  return error;
}

async function failureWhen(
  behaviour: Behaviour,
  options: Partial<OpenaiJudgeOptions> = {},
): Promise<Failure> {
  server.script(behaviour);
  const task = await makeTask();
  const failure = await failureOf(judgeWith(options).judge(task, recordingMeter(), never()));
  const photo = Buffer.from(task.photo.jpeg).toString('base64').slice(0, 24);
  for (const secret of [API_KEY, photo, MARKER, 'data:image']) {
    expect(failure.message).not.toContain(secret);
    expect(failure.cause).toBeUndefined();
  }
  return failure;
}

test('a photo is judged, with the model that answered', async () => {
  const judgement = await judgeWith().judge(await makeTask(), recordingMeter(), never());
  expect(judgedCritiqueSchema.parse(judgement.critique).summary).toContain(MARKER);
  expect(judgement).toMatchObject({ source: 'openai', model: 'gpt-6-luna-2026-10-01' });
});

const mappings: [string, Behaviour, ProblemCode, boolean][] = [
  ['a refusal', { kind: 'refusal' }, 'provider-refused', false],
  ['a content filter', { kind: 'content-filter' }, 'provider-refused', false],
  ['a critique that is not JSON', { kind: 'malformed-json' }, 'provider-invalid-answer', true],
  ['a critique that breaks the schema', { kind: 'schema-breaking' }, 'provider-invalid-answer', true],
  ['a body that is not JSON', { kind: 'malformed-body' }, 'provider-invalid-answer', true],
  ['a page of HTML', { kind: 'html' }, 'provider-invalid-answer', true],
  ['a rejected key', { kind: 'unauthorized' }, 'provider-unauthorized', false],
  ['a forbidden model', { kind: 'error', status: 403 }, 'provider-unauthorized', false],
  ['a used-up quota', { kind: 'quota' }, 'provider-quota', false],
  ['a rate limit', { kind: 'rate-limited' }, 'provider-rate-limited', true],
  ['a bad request', { kind: 'error', status: 400, code: 'invalid_value' }, 'provider-rejected', false],
  ['an unknown model', { kind: 'error', status: 404, code: 'model_not_found' }, 'provider-rejected', false],
  ['a lock conflict', { kind: 'error', status: 409 }, 'provider-unavailable', true],
  ['status 500', { kind: 'error', status: 500 }, 'provider-unavailable', true],
  ['status 503', { kind: 'error', status: 503 }, 'provider-unavailable', true],
  ['a dropped connection', { kind: 'cut' }, 'provider-unavailable', true],
  ['a failure inside', { kind: 'failed', code: 'server_error' }, 'provider-unavailable', true],
  ['a rate limit inside', { kind: 'failed', code: 'rate_limit_exceeded' }, 'provider-rate-limited', true],
  ['a bad image inside', { kind: 'failed', code: 'invalid_image' }, 'provider-rejected', false],
  ['a policy inside', { kind: 'failed', code: 'image_content_policy_violation' }, 'provider-refused', false],
  [
    'a photo that policy forbids',
    { kind: 'error', status: 400, code: 'content_policy_violation' },
    'provider-refused',
    false,
  ],
];
test.each(mappings)('%s', async (_name, behaviour, code, retryable) => {
  expect(await failureWhen(behaviour)).toMatchObject({ code, retryable });
  expect(server.calls).toHaveLength(1);
});

test.each([
  [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
  [{ 'retry-after': '2' }, 2000],
  [{ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '1m2s' }, 62_000],
  [{}, undefined],
])('a rate limit with %j is waited for', async (headers, expected) => {
  expect((await failureWhen({ kind: 'rate-limited', headers })).retryAfterMs).toBe(expected);
});

test('a server that says not to retry is believed', async () => {
  const headers = { 'x-should-retry': 'false' };
  expect((await failureWhen({ kind: 'error', status: 500, headers })).retryable).toBe(false);
});

test('prose of the provider never gets into a message', async () => {
  const message = `Incorrect API key provided: ${API_KEY}, image data:image/jpeg;base64,/9j/4AAQ`;
  const failure = await failureWhen({ kind: 'error', status: 400, code: API_KEY, message });
  expect(failure.message).toBe('OpenAI rejected the request (gpt-6-luna: status 400, request req_test)');
});

test('a key that the server does not know is not echoed', async () => {
  const apiKey = 'sk-another-secret';
  const failure = await failureOf(judgeWith({ apiKey }).judge(await makeTask(), recordingMeter(), never()));
  expect(failure).toMatchObject({ code: 'provider-unauthorized', retryable: false });
  expect(JSON.stringify([failure.message, failure.stack])).not.toContain(apiKey);
});

test.each<Behaviour>([{ kind: 'hang' }, { kind: 'slow', ms: 2000 }])(
  'a call that takes longer than the timeout: %j',
  async (behaviour) => {
    expect(await failureWhen(behaviour, { timeoutMs: 100 })).toMatchObject({
      code: 'provider-timeout',
      retryable: true,
    });
  },
);

test('nobody there', async () => {
  const baseUrl = server.url;
  await server.close();
  const failure = await failureOf(judgeWith({ baseUrl }).judge(await makeTask(), recordingMeter(), never()));
  expect(failure).toMatchObject({ code: 'provider-unavailable', retryable: true });
});

test('an abort ends the call at once and is thrown as it came', async () => {
  server.script({ kind: 'hang' });
  const abort = new AbortController();
  const judged = judgeWith().judge(await makeTask(), recordingMeter(), abort.signal);
  await until(() => server.calls[0]?.behaviour === 'hang');
  const reason = new Error('the worker stops');
  const abortedAt = performance.now();
  abort.abort(reason);
  await expect(judged).rejects.toBe(reason);
  expect(performance.now() - abortedAt).toBeLessThan(1000);
  await until(() => server.calls[0]?.dropped === true);
});

test('after an abort nothing is sent', async () => {
  const judged = judgeWith().judge(await makeTask(), recordingMeter(), AbortSignal.abort());
  await expect(judged).rejects.toMatchObject({ name: 'AbortError' });
  expect(server.calls).toHaveLength(0);
});
