import { type Answerer, createAnswerer } from './answerer.ts';
import { ApiError } from './api-error.ts';
import type { Behaviour } from './behaviour.ts';
import { type Body, dataUrl, goodRequest } from './fixtures/request.ts';
import { imageTokens } from './image-tokens.ts';
import type { ServedTier } from './prices.ts';

let answerer: Answerer;
beforeEach(() => {
  answerer = createAnswerer({});
});

async function ask(changes: Body = {}, image?: string, behaviour?: Behaviour, tier: ServedTier = 'default') {
  const body = await goodRequest({ ...(tier === 'flex' && { service_tier: tier }), ...changes }, image);
  return (await answerer.answerRequest(body, tier, behaviour)) as {
    usage: { input_tokens: number; output_tokens: number };
    service_tier: string;
    status: string;
  };
}

test('a bill is price by tokens, call by call, and their sum', async () => {
  const { usage } = await ask();
  await ask({ model: 'gpt-4o-mini' });
  const { calls, ...sum } = answerer.bill();
  expect(calls[0]).toMatchObject({
    model: 'gpt-6-luna',
    tier: 'default',
    imageTokens: 5, // 2 × 2 patches of 1.2
    picodollars: usage.input_tokens * 100_000 + usage.output_tokens * 500_000,
  });
  expect(calls[1]).toMatchObject({ model: 'gpt-4o-mini', imageTokens: 2833 + 5667 });
  expect(sum.picodollars).toBe(calls[0]!.picodollars + calls[1]!.picodollars);
  expect(sum.microUsd).toBe(Math.round(sum.picodollars / 1e6));
});

test('flex costs half and says so', async () => {
  const whole = await ask();
  const half = await ask({}, undefined, undefined, 'flex');
  expect([whole.service_tier, half.service_tier]).toEqual(['default', 'flex']);
  const [first, second] = answerer.bill().calls;
  expect(second).toMatchObject({ tier: 'flex', picodollars: first!.picodollars / 2 });
});

test('models before gpt-5 have no flex', async () => {
  const asked = ask({ model: 'gpt-4o-mini' }, undefined, undefined, 'flex');
  await expect(asked).rejects.toMatchObject({ status: 400, body: { error: { param: 'service_tier' } } });
});

test('a batch costs half, and finds nothing in the cache', async () => {
  const input = 'static '.repeat(1500);
  for (let call = 0; call < 2; call++)
    await ask({ model: 'gpt-5.4-mini', input }, undefined, undefined, 'batch');
  const [, again] = answerer.bill().calls;
  expect(again).toMatchObject({
    tier: 'batch',
    cachedTokens: 0,
    picodollars: (again!.inputTokens * 750_000 + again!.outputTokens * 4_500_000) / 2,
  });
});

test('what is written into the cache costs a quarter more, what is found there a tenth', async () => {
  const input = (text: string) => [
    {
      role: 'developer',
      content: [
        { type: 'input_text', text: 'static '.repeat(1500), prompt_cache_breakpoint: { mode: 'explicit' } },
      ],
    },
    { role: 'user', content: text },
  ];
  const options = { prompt_cache_options: { mode: 'explicit' } };
  let now = 0;
  answerer = createAnswerer({ now: () => now });
  await ask({ ...options, input: input('first') });
  await ask({ ...options, input: input('second') });
  now += 31 * 60_000;
  await ask({ ...options, input: input('third') });
  const [first, second, third] = answerer.bill().calls;
  expect(first).toMatchObject({ cachedTokens: 0 });
  expect(first!.cacheWriteTokens).toBeGreaterThan(1500);
  expect(second).toMatchObject({ cachedTokens: first!.cacheWriteTokens, cacheWriteTokens: 0 });
  expect(third).toMatchObject({ cachedTokens: 0, cacheWriteTokens: first!.cacheWriteTokens });
  const plain = first!.inputTokens - first!.cacheWriteTokens;
  expect(first!.picodollars).toBe(
    plain * 100_000 + first!.cacheWriteTokens * 125_000 + first!.outputTokens * 500_000,
  );
});

test('older models find prompts in steps of 128 tokens', async () => {
  const input = (text: string) => `${'static '.repeat(1500)}${text}`;
  await ask({ model: 'gpt-5.4-mini', input: input('first') });
  await ask({ model: 'gpt-5.4-mini', input: input('second') });
  const { cachedTokens, cacheWriteTokens } = answerer.bill().calls[1]!;
  expect(cachedTokens).toBeGreaterThan(1500);
  expect(cachedTokens % 128).toBe(0);
  expect(cacheWriteTokens).toBe(0);
});

test('an answer that does not fit ends there, and what was written of it is paid', async () => {
  const answer = await ask({ max_output_tokens: 50 });
  expect(answer).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
    usage: { output_tokens: 50 },
  });
  expect(answerer.bill().outputTokens).toBe(50);
});

test('what was answered wrongly is paid, what was refused is not', async () => {
  for (const kind of ['malformed-json', 'schema-breaking', 'refusal', 'cut-off'] as const)
    await ask({}, undefined, { kind });
  expect(answerer.bill().calls).toHaveLength(4);
  await ask({}, undefined, { kind: 'failed', code: 'server_error' });
  await expect(ask({}, undefined, { kind: 'flex-short' }, 'flex')).rejects.toMatchObject({
    status: 429,
    body: { error: { code: 'resource_unavailable' } },
  });
  await expect(ask({ store: 'no' })).rejects.toBeInstanceOf(ApiError);
  expect(answerer.bill().calls).toHaveLength(4);
});

test('flex that is short answers whoever does not ask for it', async () => {
  expect((await ask({}, undefined, { kind: 'flex-short' })).service_tier).toBe('default');
});

test('a factor that nobody published can be any', async () => {
  answerer = createAnswerer({ hiddenFactor: 1.7 });
  await ask({}, await dataUrl(640, 320));
  await ask({ model: 'gpt-5.6-luna' }, await dataUrl(640, 320));
  expect(answerer.bill().calls.map((it) => it.imageTokens)).toEqual([340, 240]);
});

test.each([
  ['gpt-4o-mini', 4000, 3000, 'high', 2833 + 4 * 5667],
  ['gpt-4o-mini', 512, 512, 'high', 2833 + 5667],
  ['gpt-4o', 2048, 4096, 'high', 85 + 6 * 170],
  ['gpt-4o', 4096, 4096, 'low', 85],
  ['gpt-4.1-mini', 1800, 2400, 'high', Math.ceil(1452 * 1.62)],
  ['gpt-5.6-luna', 4032, 3024, 'high', 2942],
  ['gpt-5.6-luna', 4032, 3024, 'auto', 14_364],
] as const)('%s counts a photo of %i × %i at %s as %i tokens', (model, width, height, detail, tokens) => {
  expect(imageTokens(model, { width, height, detail }, 1)).toBe(tokens);
});
