import { setTimeout as sleep } from 'node:timers/promises';
import { judgedCritiqueSchema } from '@jmj/contracts';
import { type Body, dataUrl, goodRequest } from './openai-server/fixtures/request.ts';
import { type OpenaiServer, type OpenaiServerOptions, startOpenaiServer } from './openai-server.ts';

let server: OpenaiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function post(body: unknown, options: OpenaiServerOptions = {}, headers: Record<string, string> = {}) {
  server ??= await startOpenaiServer(options);
  const response = await fetch(`${server.url}/responses`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
}

const textOf = (body: Body): string =>
  (body.output as { content: { text: string }[] }[])[0]?.content[0]?.text ?? '';

test('answers with a critique of the schema that depends on the photo alone', async () => {
  const options = { marker: 'MARK' };
  const first = await post(await goodRequest(), options);
  const again = await post(await goodRequest({ max_output_tokens: 9000 }));
  const other = await post(await goodRequest({}, await dataUrl(64, 64, '#993366')));
  expect(judgedCritiqueSchema.parse(JSON.parse(textOf(first.body))).summary).toContain('MARK');
  expect(textOf(again.body)).toBe(textOf(first.body));
  expect(textOf(other.body)).not.toBe(textOf(first.body));
});

test('notes every call: headers, body, image, status', async () => {
  await post(await goodRequest());
  await post({ model: 'gpt-6-luna' });
  expect(server?.calls).toMatchObject([
    { status: 200, behaviour: 'answer', image: { width: 64, height: 64, mediaType: 'image/jpeg' } },
    { status: 400, body: { model: 'gpt-6-luna' } },
  ]);
  expect(server?.calls[0]?.headers.authorization).toBe('Bearer sk-test');
});

const format = (schema: Body) => ({
  text: { format: { type: 'json_schema', name: 'x', strict: true, schema } },
});
const object = (properties: Body, more: Body = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});

test.each<[string, Body, string]>([
  ['an unknown parameter', { temprature: 1 }, 'unknown_parameter'],
  ['a wrong value', { store: 'no' }, 'invalid_value'],
  [
    'reasoning on a model that has none',
    { model: 'gpt-4o-mini', reasoning: { effort: 'none' } },
    'unsupported_value',
  ],
  ['reasoning "none" on gpt-5', { model: 'gpt-5-nano', reasoning: { effort: 'none' } }, 'unsupported_value'],
  [
    'cache options on an older model',
    { model: 'gpt-5.4-mini', prompt_cache_options: { mode: 'explicit' } },
    'unsupported_parameter',
  ],
  ['maxLength', format(object({ a: { type: 'string', maxLength: 5 } })), 'invalid_json_schema'],
  ['open objects', format(object({}, { additionalProperties: true })), 'invalid_json_schema'],
  ['optional properties', format(object({ a: { type: 'string' } }, { required: [] })), 'invalid_json_schema'],
  ['a list at the root', format({ type: 'array', items: { type: 'string' } }), 'invalid_json_schema'],
])('rejects %s', async (_name, changes, code) => {
  const { status, body } = await post(await goodRequest(changes));
  expect(status).toBe(400);
  expect(body).toMatchObject({ error: { type: 'invalid_request_error', code, message: expect.any(String) } });
});

test.each([
  ['https://example.com/photo.jpg', 'invalid_image_url'],
  ['data:image/jpeg;base64,AAAA', 'invalid_image_format'],
])('rejects %s as an image', async (image, code) => {
  const { status, body } = await post(await goodRequest({}, image));
  expect(status).toBe(400);
  expect(body).toMatchObject({ error: { code } });
});

test('rejects another image type than the data URL says', async () => {
  const image = (await dataUrl()).replace('image/jpeg', 'image/png');
  expect((await post(await goodRequest({}, image))).body).toMatchObject({
    error: { code: 'invalid_image_format' },
  });
});

test('an unknown model is not found, a wrong key not authorized', async () => {
  expect((await post(await goodRequest({ model: 'llama-9' }))).status).toBe(404);
  expect((await post(await goodRequest(), {}, { authorization: 'Bearer nonsense' })).status).toBe(401);
});

test('larger photos and closer looks cost more tokens', async () => {
  const tokens = async (size: number, detail: string) => {
    const request = await goodRequest({}, await dataUrl(size, size));
    Object.assign(request.input[0]?.content[1] ?? {}, { detail });
    const { usage } = (await post(request)).body as { usage: { input_tokens: number } };
    return usage.input_tokens;
  };
  const small = await tokens(256, 'high');
  expect((await tokens(1024, 'high')) - small).toBe(Math.ceil(1024 * 1.2) - Math.ceil(64 * 1.2));
  expect(await tokens(1024, 'low')).toBeLessThan(await tokens(1024, 'high'));
});

test('without a breakpoint a newer model finds nothing of another prompt in its cache', async () => {
  const long = 'static '.repeat(1000);
  const ask = async (model: string, text: string) => {
    const input = [
      { role: 'developer', content: long },
      { role: 'user', content: text },
    ];
    const { usage } = (await post(await goodRequest({ model, input }))).body as {
      usage: { input_tokens_details: { cached_tokens: number; cache_write_tokens: number } };
    };
    return usage.input_tokens_details;
  };
  await ask('gpt-6-luna', 'first');
  expect(await ask('gpt-6-luna', 'second')).toMatchObject({ cached_tokens: 0 });
  await ask('gpt-5.4-mini', 'first');
  expect((await ask('gpt-5.4-mini', 'second')).cached_tokens).toBeGreaterThan(1024);
});

test('scripted behaviours come first and in order, chances after them', async () => {
  server = await startOpenaiServer({ chances: [{ probability: 1, behaviour: { kind: 'quota' } }] });
  server.script({ kind: 'error', status: 503 }, { kind: 'rate-limited' });
  const request = await goodRequest();
  const statuses = [];
  for (let call = 0; call < 3; call++) statuses.push((await post(request)).status);
  expect(statuses).toEqual([503, 429, 429]);
  expect(server.calls.map((it) => it.behaviour)).toEqual(['error', 'rate-limited', 'quota']);
});

test('chances follow their seed', async () => {
  const run = async () => {
    const chances = [{ probability: 0.5, behaviour: { kind: 'quota' } as const }];
    server = await startOpenaiServer({ chances, seed: 7 });
    const request = await goodRequest();
    const statuses = [];
    for (let call = 0; call < 12; call++) statuses.push((await post(request)).status);
    await server.close();
    return statuses;
  };
  const first = await run();
  expect(new Set(first)).toEqual(new Set([200, 429]));
  expect(await run()).toEqual(first);
});

test('closing ends the calls that hang', async () => {
  server = await startOpenaiServer();
  server.script({ kind: 'hang' });
  const hanging = post(await goodRequest()).then(
    () => 'answered',
    () => 'dropped',
  );
  for (let tries = 0; server.calls[0]?.behaviour !== 'hang' && tries < 400; tries++) await sleep(5);
  await server.close();
  expect(await hanging).toBe('dropped');
});
