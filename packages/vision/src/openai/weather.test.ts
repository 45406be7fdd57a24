import type { CallForecast, CallMeter, CallTold } from '@jmj/core';
import { OUTPUT_TOKENS } from '@jmj/pricing';
import { type OpenaiServer, type OpenaiServerOptions, startOpenaiServer } from '@jmj/testing/openai-server';
import { makeTask } from '../fixtures/task.ts';
import { createOpenaiJudge } from './judge.ts';
import { readTold } from './rate-headers.ts';

let server: OpenaiServer | undefined;
afterEach(() => server?.close());

/** Judges one photo; answers what the meter was asked and told, and how it went. */
async function judged(
  options: OpenaiServerOptions,
  allowed?: { timeoutMs: number },
  tier: 'default' | 'flex' = 'default',
) {
  server = await startOpenaiServer(options);
  const asked: (CallForecast | undefined)[] = [];
  const told: (CallTold | undefined)[] = [];
  const meter: CallMeter = {
    async begin(_most, call) {
      asked.push(call);
      return allowed;
    },
    async end(_report, said) {
      told.push(said);
    },
  };
  const judge = createOpenaiJudge({ apiKey: 'sk-test', baseUrl: server.url, timeoutMs: 5000 });
  const error = await judge.judge(await makeTask({ tier }), meter, new AbortController().signal).then(
    () => undefined,
    (it: unknown) => it,
  );
  return { asked, told, error };
}

test('the meter is asked with what the call will count for, and told what the headers say', async () => {
  const { asked, told } = await judged({ limits: { requestsPerMinute: 600, tokensPerMinute: 90_000 } });
  expect(asked).toEqual([{ model: 'gpt-6-luna', tier: 'default', tokens: expect.any(Number) }]);
  expect(asked[0]?.tokens).toBeGreaterThan(OUTPUT_TOKENS.max);
  expect(told).toEqual([
    {
      requests: { limit: 600, remaining: 599, resetMs: 100 },
      tokens: { limit: 90_000, remaining: expect.any(Number), resetMs: expect.any(Number) },
    },
  ]);
});

test('a refusal says when to come back, and what is left', async () => {
  const headers = {
    'retry-after-ms': '700',
    'x-ratelimit-limit-requests': '600',
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '1m',
  };
  const behaviour = { kind: 'rate-limited', headers } as const;
  const { told, error } = await judged({ chances: [{ probability: 1, behaviour }] });
  expect(error).toMatchObject({ code: 'provider-rate-limited' });
  expect(told).toMatchObject([
    { retryAfterMs: 700, noRoom: false, requests: { limit: 600, remaining: 0, resetMs: 60_000 } },
  ]);
});

test('flex without room says so, and nothing of the tier that is asked then', async () => {
  const behaviour = { kind: 'flex-short' } as const;
  const { asked, told } = await judged({ chances: [{ probability: 1, behaviour }] }, undefined, 'flex');
  expect(asked).toMatchObject([{ tier: 'flex' }, { tier: 'default' }]);
  expect(told.map((it) => it?.noRoom)).toEqual([true, undefined]);
});

test('an answer is waited for no longer than the meter allows, nor longer than it is set to', async () => {
  const { error } = await judged({ latencyMs: 2000 }, { timeoutMs: 150 });
  expect(error).toMatchObject({ code: 'provider-timeout', message: expect.stringContaining('150 ms') });
});

test('headers that make no sense say nothing', () => {
  const limit = (remaining: string, reset: string) =>
    readTold(
      new Headers({
        'x-ratelimit-limit-requests': '10',
        'x-ratelimit-remaining-requests': remaining,
        'x-ratelimit-reset-requests': reset,
      }),
    ).requests;
  expect(limit('12', '1m2s')).toEqual({ limit: 10, remaining: 10, resetMs: 62_000 });
  expect(limit('many', '1s')).toBeUndefined();
  expect(limit('1', 'soon')).toBeUndefined();
  expect(readTold(undefined)).toEqual({});
});
