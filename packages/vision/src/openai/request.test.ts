import { PROMPT_REVISION } from '@jmj/core';
import { OUTPUT_TOKENS } from '@jmj/pricing';
import { startOpenaiServer } from '@jmj/testing/openai-server';
import { makeTask, recordingMeter } from '../fixtures/task.ts';
import { buildPrompt } from '../prompts/index.ts';
import { CRITIQUE_FORMAT } from './answer-format.ts';
import { createOpenaiJudge } from './judge.ts';

async function sent(overrides: Parameters<typeof makeTask>[0] = {}) {
  const server = await startOpenaiServer();
  try {
    const task = await makeTask(overrides);
    const judge = createOpenaiJudge({ apiKey: 'sk-test', baseUrl: server.url, timeoutMs: 5000 });
    await judge.judge(task, recordingMeter(), new AbortController().signal);
    const [call] = server.calls;
    return { task, body: call!.body as Record<string, unknown>, image: call!.image!, headers: call!.headers };
  } finally {
    await server.close();
  }
}

test('the whole request: instructions, options, photo last; nothing stored, no metadata', async () => {
  const { task, body } = await sent({ userHash: 'b1946ac92492d234', tone: 'roast', language: 'de' });
  const prompt = buildPrompt(task);
  const photo = Buffer.from(task.photo.jpeg).toString('base64');
  const instructions = { type: 'input_text', text: prompt.instructions };
  expect(body).toEqual({
    model: 'gpt-6-luna',
    input: [
      { role: 'developer', content: [{ ...instructions, prompt_cache_breakpoint: { mode: 'explicit' } }] },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: prompt.request },
          { type: 'input_image', detail: 'high', image_url: `data:image/jpeg;base64,${photo}` },
        ],
      },
    ],
    text: { format: CRITIQUE_FORMAT },
    max_output_tokens: OUTPUT_TOKENS.max,
    service_tier: 'default',
    store: false,
    prompt_cache_key: `jmj-critique-${PROMPT_REVISION}`,
    prompt_cache_options: { mode: 'explicit' },
    reasoning: { effort: 'none' },
    safety_identifier: 'b1946ac92492d234',
  });
});

test('the provider receives the photo byte for byte', async () => {
  const { task, image } = await sent();
  expect(image.bytes.equals(task.photo.jpeg)).toBe(true);
  expect(image).toMatchObject({ width: 96, height: 64, mediaType: 'image/jpeg', detail: 'high' });
});

test('the model looks as closely as the photo was made for', async () => {
  const { photo } = await makeTask();
  const { image } = await sent({ photo: { ...photo, plan: { ...photo.plan, detail: 'low' } } });
  expect(image.detail).toBe('low');
});

test('the SDK is told not to retry', async () => {
  const { headers } = await sent();
  expect(headers['x-stainless-retry-count']).toBe('0');
});

test.each(['gpt-4o-mini', 'gpt-4.1-mini', 'gpt-5-nano', 'gpt-5.4-mini', 'gpt-5.6-luna', 'gpt-7-nova'])(
  '%s gets only parameters that it knows',
  async (model) => {
    const { body } = await sent({ model });
    expect(body).toMatchObject({ model, store: false });
    expect(body).not.toHaveProperty('safety_identifier');
  },
);

test('strict mode: bounds of numbers and lists are sent, lengths of texts are left to us', () => {
  const schema = JSON.stringify(CRITIQUE_FORMAT.schema);
  for (const keyword of ['"minimum":0', '"maximum":15', '"minItems":1', '"maxItems":3'])
    expect(schema).toContain(keyword);
  expect(schema).not.toMatch(/minLength|maxLength|\$schema/);
});
