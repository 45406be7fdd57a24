import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ConfigError, loadConfig } from './config.ts';
import {
  bytes,
  cacheVariables,
  count,
  judgeVariables,
  logVariables,
  milliseconds,
  photoStoreVariables,
  port,
  redisUrls,
  redisVariables,
} from './variables.ts';

const schema = z.object({
  ...logVariables,
  ...redisVariables,
  ...cacheVariables,
  ...judgeVariables,
  ...photoStoreVariables,
  PORT: port(3000),
});

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(schema, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split('\n').slice(1);
  }
  return [];
}

test('an empty environment gives the defaults, and nothing beside the schema is read', () => {
  expect(loadConfig(schema, { HOME: '/root' })).toEqual({
    LOG_LEVEL: 'info',
    NODE_ENV: 'development',
    REDIS_CONNECT_TIMEOUT_MS: 5000,
    KEY_PREFIX: '',
    CACHE_TTL_SECONDS: 86_400,
    PROVIDER: 'auto',
    OPENAI_MODEL: expect.any(String),
    PHOTO_TTL_SECONDS: 3600,
    PHOTO_STORE_MAX_BYTES: 536_870_912,
    PORT: 3000,
  });
});

test('an empty or blank variable counts as absent', () => {
  expect(loadConfig(schema, { PORT: '', OPENAI_API_KEY: '', REDIS_URL: '  ', PROVIDER: undefined })).toEqual(
    loadConfig(schema, {}),
  );
});

test('all that is wrong is told at once, with what was expected', () => {
  expect(
    problemsOf({
      PORT: '99999',
      LOG_LEVEL: 'loud',
      REDIS_URL: 'http://x',
      CACHE_TTL_SECONDS: '172801',
      PROVIDER: 'mine',
      KEY_PREFIX: 'a b',
      PHOTO_STORE_MAX_BYTES: '1.5',
    }).sort(),
  ).toEqual([
    '  CACHE_TTL_SECONDS: expected seconds, a whole number from 1 to 172800',
    '  KEY_PREFIX: expected at most 32 letters, digits, or any of : . _ -',
    '  LOG_LEVEL: expected fatal, error, warn, info, debug, trace or silent',
    '  PHOTO_STORE_MAX_BYTES: expected bytes, a whole number from 1048576 to 9007199254740991',
    '  PORT: expected a port, a whole number from 0 to 65535',
    '  PROVIDER: expected auto, openai or local',
    '  REDIS_URL: expected redis://host:port, rediss://host:port, redis-sentinel://host:port,host:port#master or the path of a Unix socket',
  ]);
});

test('a value is never told: it may be a secret', () => {
  const SECRET = 'hunter2-7731';
  const env = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, `${SECRET} ${SECRET}`]));
  const told = problemsOf(env);
  expect(told.length).toBeGreaterThan(5);
  expect(told.join('\n')).not.toContain('7731');
});

test.each([
  ['port', port(1), ['0', '65535'], ['-1', '65536', '80.5', 'http', '0x50', '8e1']],
  ['milliseconds', milliseconds(100, 1000, 500), ['100', '1000'], ['99', '1001', 'NaN', 'Infinity']],
  ['bytes', bytes(10, 20), ['10', '9007199254740991'], ['9', '25MB', '9007199254740993']],
  ['count', count(1, 3, 2), ['1', '3'], ['0', '4', '2,5']],
])('a %s is taken within its limits only', (_name, variable, good, bad) => {
  for (const text of good) expect(variable.safeParse(text).data).toBe(Number(text));
  for (const text of bad) expect([text, variable.safeParse(text).success]).toEqual([text, false]);
});

test.each(['redis://h:1', 'rediss://user:p%40ss@h:1/2', '/run/redis.sock'])(
  '%s is the address of a Redis',
  (url) => {
    expect(loadConfig(schema, { REDIS_URL: url }).REDIS_URL).toBe(url);
  },
);

describe('the addresses of both roles', () => {
  test('are the same server unless the cache has its own', () => {
    expect(redisUrls({ REDIS_URL: 'redis://q' })).toEqual({ queue: 'redis://q', cache: 'redis://q' });
    expect(redisUrls({ REDIS_URL: 'redis://q', CACHE_REDIS_URL: 'redis://c' })).toEqual({
      queue: 'redis://q',
      cache: 'redis://c',
    });
  });

  test('come from the private network when that is all there is', () => {
    expect(redisUrls({ REDIS_PRIVATE_URL: 'redis://p' }).queue).toBe('redis://p');
    expect(redisUrls({ REDIS_URL: 'redis://q', REDIS_PRIVATE_URL: 'redis://p' }).queue).toBe('redis://q');
  });

  test('are asked for when there is none', () => {
    expect(() => redisUrls({ CACHE_REDIS_URL: 'redis://c' })).toThrow('REDIS_URL: expected the address');
  });
});

test('a service with a wrong environment says so on standard error, without a stack, and exits 1', async () => {
  const index = fileURLToPath(new URL('./index.ts', import.meta.url));
  const zod = import.meta.resolve('zod');
  const script = `
    import { configure } from ${JSON.stringify(index)};
    import { z } from ${JSON.stringify(zod)};
    configure(z.object({ A: z.string({ error: 'expected a name' }) }), {});
    console.log('went on');`;
  const failed = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  expect(failed).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'The configuration is wrong:\n  A: expected a name\n',
  });
});
