import { setTimeout as sleep } from 'node:timers/promises';
import { type BatchAnswer, type BatchLook, type BatchProvider, Failure, type SentBatch } from '@jmj/core';
import { type OpenaiServer, startOpenaiServer } from '@jmj/testing/openai-server';
import { makeTask } from '../fixtures/task.ts';
import { INSTRUCTIONS } from '../prompts/instructions.ts';
import { createOpenaiBatches } from './batch.ts';

const signal = new AbortController().signal;
const MODEL = 'gpt-6-luna';

let server: OpenaiServer;
let provider: BatchProvider;
beforeEach(async () => {
  server = await startOpenaiServer({ batchMs: 60, marker: 'MARK' });
  provider = createOpenaiBatches({ apiKey: 'sk-test', baseUrl: server.url, timeoutMs: 5000 });
});
afterEach(() => server.close());

const linesFor = async (...ids: string[]): Promise<string[]> => {
  const task = await makeTask();
  return ids.map((id) => provider.line(id, task).text);
};

async function over(sent: SentBatch): Promise<BatchLook> {
  for (;;) {
    const look = await provider.look(sent, signal);
    if (look.over) return look;
    await sleep(10);
  }
}

async function answersOf(look: BatchLook): Promise<BatchAnswer[]> {
  const answers: BatchAnswer[] = [];
  for await (const answer of provider.answers(look, { model: MODEL, languageOf: () => 'fr' }, signal))
    answers.push(answer);
  return answers;
}

test('lines are answered at the batch price, each with its critique and what it used', async () => {
  const sent = await provider.send('chunk-1', await linesFor('a', 'b'), signal);
  const look = await over(sent);
  const answers = await answersOf(look);
  expect(answers.map(({ id }) => id).sort()).toEqual(['a', 'b']);
  for (const { report, outcome } of answers) {
    expect(outcome).toMatchObject({ source: 'openai', model: MODEL });
    expect(report).toMatchObject({ tier: 'batch', outcome: 'completed', microUsd: expect.any(Number) });
  }
  const paid = answers.reduce((sum, { report }) => sum + (report?.microUsd ?? 0), 0);
  expect(Math.abs(paid - server.bill.microUsd)).toBeLessThanOrEqual(2);
});

test('what it keeps expires within 48 hours, and can be removed before', async () => {
  const sent = await provider.send('chunk-1', await linesFor('a'), signal);
  const [file] = [...server.batches.files.values()];
  expect((file?.expiresAt ?? 0) - (file?.createdAt ?? 0)).toBe(172_800);
  const look = await over(sent);
  expect(server.batches.files.size).toBe(2);
  await provider.discard(sent, look, signal);
  expect(server.batches.files.size).toBe(0);
  await provider.discard(sent, look, signal); // a second time does no harm
});

test('a batch is found by its chunk, and one that was never made is not', async () => {
  const sent = await provider.send('chunk-1', await linesFor('a'), signal);
  await provider.send('chunk-2', await linesFor('a'), signal);
  expect(await provider.find('chunk-1', Date.now(), signal)).toEqual(sent);
  expect(await provider.find('chunk-3', Date.now(), signal)).toBeUndefined();
});

test.each([
  ['an error of the server', { kind: 'error', status: 500 } as const, 'provider-unavailable', true],
  ['no answer within a day', { kind: 'expired' } as const, 'provider-timeout', true],
  ['a refusal', { kind: 'refusal' } as const, 'provider-refused', false],
  ['no JSON', { kind: 'malformed-json' } as const, 'provider-invalid-answer', true],
])('%s is told as what it is', async (_name, behaviour, code, retryable) => {
  server.batches.scriptLines(behaviour);
  const sent = await provider.send('chunk-1', await linesFor('a'), signal);
  const [answer] = await answersOf(await over(sent));
  expect(answer?.outcome).toBeInstanceOf(Failure);
  expect(answer?.outcome).toMatchObject({ code, retryable });
  expect(answer?.report).toMatchObject({ tier: 'batch', outcome: code, microUsd: server.bill.microUsd });
});

test.each([
  [
    'is in another language',
    { kind: 'obeying', language: 'English' } as const,
    'it is not in the language asked for',
  ],
  [
    'tells our instructions',
    { kind: 'obeying', words: INSTRUCTIONS.slice(0, 300) } as const,
    'it repeats our instructions',
  ],
])('an answer that obeys words in the photo and %s is none, and was paid for', async (_, behaviour, why) => {
  server.batches.scriptLines(behaviour);
  const sent = await provider.send('chunk-1', await linesFor('a'), signal);
  const [answer] = await answersOf(await over(sent));
  expect(answer?.outcome).toMatchObject({
    code: 'provider-invalid-answer',
    message: `${MODEL}: ${why}`,
    retryable: true,
  });
  expect(answer?.report).toMatchObject({ outcome: 'completed', microUsd: server.bill.microUsd });
});

test('photos can be read back from what was sent', async () => {
  const task = await makeTask();
  const sent = await provider.send('chunk-1', await linesFor('a', 'b'), signal);
  const photos = await provider.photos(sent, ['b'], signal);
  expect([...photos.keys()]).toEqual(['b']);
  expect(Buffer.from(photos.get('b') ?? []).equals(task.photo.jpeg)).toBe(true);
});

test('a batch that is canceled ends without answers; canceling it again does no harm', async () => {
  server.batches.delayMs = 500;
  const sent = await provider.send('chunk-1', await linesFor('a'), signal);
  await provider.cancel(sent, signal);
  await provider.cancel(sent, signal);
  const look = await over(sent);
  expect(look.error).toMatchObject({ code: 'provider-unavailable' });
  expect(await answersOf(look)).toEqual([]);
});

test('lines that are no requests make the batch fail, for good', async () => {
  const sent = await provider.send('chunk-1', ['{"custom_id":"a"}'], signal);
  expect(await over(sent)).toMatchObject({ error: { code: 'provider-rejected', retryable: false } });
});

test('a provider that cannot be reached is told as such', async () => {
  const nobody = createOpenaiBatches({ apiKey: 'sk-x', baseUrl: 'http://127.0.0.1:9/v1', timeoutMs: 2000 });
  const failed = nobody.send('chunk-1', await linesFor('a'), signal);
  await expect(failed).rejects.toMatchObject({ code: 'provider-unavailable', retryable: true });
});
