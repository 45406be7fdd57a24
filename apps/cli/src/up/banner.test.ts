import { banner } from './banner.ts';

const FACTS = {
  api: 'http://127.0.0.1:3000',
  dashboard: 'http://127.0.0.1:3001',
  redis: { url: 'redis://:hidden@127.0.0.1:6379', about: 'given by REDIS_URL' },
  adminShown: undefined,
};
const shown = (env: NodeJS.ProcessEnv, openOnLoopback = true) => banner({ ...FACTS, env, openOnLoopback });

test('with keys asked for, the line to try names the header and not the key', () => {
  const text = shown({ API_KEYS: 'secret-key' }, false);
  expect(text).toContain('curl -H "Authorization: Bearer <key>" -F photo=@photo.jpg');
  expect(text).not.toContain('secret-key');
  expect(shown({})).toContain('curl -F photo=@photo.jpg');
});

test.each([
  [{ OPENAI_API_KEY: 'k' }, 'OpenAI (gpt-6-luna)'],
  [{ OPENAI_API_KEY: 'k', OPENAI_MODEL: '' }, 'OpenAI (gpt-6-luna)'],
  [{ OPENAI_API_KEY: 'k', OPENAI_MODEL: 'other' }, 'OpenAI (other)'],
  [{ OPENAI_API_KEY: 'k', PROVIDER: 'local' }, 'local measurements'],
  [{}, 'local measurements (set OPENAI_API_KEY'],
])('with %j the judge is %s', (env, judge) => {
  expect(shown(env)).toContain(judge);
});

test('it names both pages for administrators, and keeps the password of Redis to itself', () => {
  const lines = shown({}).split('\n');
  expect(lines.some((line) => /Dashboard +http:\/\/localhost:3001\/admin$/.test(line))).toBe(true);
  expect(lines.some((line) => /Bull Board +http:\/\/localhost:3001\/admin\/queues$/.test(line))).toBe(true);
  expect(shown({})).not.toContain('hidden');
});
