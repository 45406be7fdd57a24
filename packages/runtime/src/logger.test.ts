import { createLogger } from './logger.ts';

function logged(fields: object, level = 'info'): { line: string; json: Record<string, unknown> } {
  const written: string[] = [];
  const log = createLogger({ service: 'api', level }, { write: (text) => void written.push(text) });
  log.info(fields, 'hello');
  const line = written.join('');
  return { line, json: line ? JSON.parse(line) : {} };
}

test('a line is JSON with the service, the process and an ISO time', () => {
  const { json } = logged({ jobId: 'j1' });
  expect(json).toMatchObject({ service: 'api', pid: process.pid, jobId: 'j1', msg: 'hello' });
  expect(new Date(json.time as string).toISOString()).toBe(json.time);
});

test('lines under the level are not written', () => {
  expect(logged({}, 'warn').line).toBe('');
});

const SECRET = 'do-not-show-7731';
test.each([
  ['password', { password: SECRET }],
  ['apiKey', { provider: { apiKey: SECRET } }],
  ['authorization', { req: { headers: { authorization: SECRET } } }],
  ['Authorization', { headers: { Authorization: SECRET } }],
  ['x-api-key', { req: { headers: { 'x-api-key': SECRET } } }],
  ['set-cookie', { res: { headers: { 'set-cookie': [SECRET] } } }],
  ['x-api-key at the top', { 'x-api-key': SECRET }],
  ['REDIS_URL', { env: { REDIS_URL: `redis://:${SECRET}@host` } }],
  ['OPENAI_API_KEY', { OPENAI_API_KEY: SECRET }],
  ['critique', { cached: { critique: { summary: SECRET } } }],
  ['jpeg', { task: { photo: { jpeg: SECRET } } }],
  ['userId', { record: { userId: SECRET } }],
  ['authorization, in an error', { err: { config: { request: { headers: { authorization: SECRET } } } } }],
  ['authorization, in an array', { requests: [{ headers: { authorization: SECRET } }] }],
])('%s is cut out', (_name, fields) => {
  const { line } = logged(fields);
  expect(line).not.toContain(SECRET);
  expect(line).toContain('[redacted]');
});

test('of an error its name, message, code, stack and causes are told, and nothing else that it carries', () => {
  const cause = Object.assign(new Error('OOM'), { command: { name: 'set', args: ['photo:1', SECRET] } });
  const job = { data: SECRET, queue: {} };
  job.queue = { jobs: Array.from({ length: 200 }, () => job) };
  const error = Object.assign(new AggregateError([cause], 'refused', { cause }), { code: 'EX', job });
  const { line, json } = logged({ err: error });
  expect(line).not.toContain(SECRET);
  const toldCause = { type: 'Error', message: 'OOM', stack: expect.any(String) };
  expect(json.err).toEqual({
    type: 'AggregateError',
    message: 'refused',
    stack: expect.any(String),
    code: 'EX',
    cause: toldCause,
    errors: [toldCause],
  });
});

test('the object that was logged is left as it was', () => {
  const fields = { record: { userId: 'ada' } };
  logged(fields);
  expect(fields).toEqual({ record: { userId: 'ada' } });
});
