import { Failure, type JudgeTask } from '@jmj/core';
import { OUTPUT_TOKENS } from '@jmj/pricing';
import { type Behaviour, type OpenaiServer, startOpenaiServer } from '@jmj/testing/openai-server';
import { makeTask, recordingMeter } from '../fixtures/task.ts';
import { until } from '../fixtures/until.ts';
import { createOpenaiJudge, type OpenaiJudgeOptions } from './judge.ts';

let server: OpenaiServer;
beforeEach(async () => {
  server = await startOpenaiServer({ snapshot: '-2026-10-01' });
});
afterEach(() => server.close());

const never = () => new AbortController().signal;

/** Judges one photo after what was scripted, and tells what the meter was told and how it went. */
async function judged(
  { script = [], ...overrides }: Partial<JudgeTask> & { script?: Behaviour[] } = {},
  options: Partial<OpenaiJudgeOptions> = {},
) {
  server.script(...script);
  const meter = recordingMeter();
  const judge = createOpenaiJudge({ apiKey: 'sk-test', baseUrl: server.url, timeoutMs: 5000, ...options });
  const error = await judge.judge(await makeTask(overrides), meter, never()).then(
    () => undefined,
    (it: unknown) => it,
  );
  return { ...meter, error, sent: server.calls.map((it) => it.request!) };
}

test('a call is let pass with the most it can cost, and told with what it did cost, to the micro-dollar', async () => {
  const { begun, calls, sent } = await judged();
  expect(calls).toEqual([
    {
      model: 'gpt-6-luna-2026-10-01',
      tier: 'default',
      outcome: 'completed',
      usage: expect.objectContaining({ cachedTokens: 0 }),
      microUsd: server.bill.microUsd,
      predicted: { inputTokens: expect.any(Number), imageTokens: 7 },
      latencyMs: expect.any(Number),
    },
  ]);
  expect(sent[0]?.max_output_tokens).toBe(OUTPUT_TOKENS.max);
  expect(begun[0]).toBeGreaterThan(server.bill.microUsd);
  expect(begun[0]).toBeLessThan(3 * server.bill.microUsd);
});

test('the text of a call is predicted to the token', async () => {
  const exif = { camera: 'X100V', iso: 400, aperture: 2.8 };
  const photo = (await makeTask()).photo;
  for (const task of [{ tone: 'roast', photoType: 'food' } as const, { photo: { ...photo, exif } }]) {
    const { calls } = await judged(task);
    const { inputTokens = 0, imageTokens = 0 } = calls[0]?.predicted ?? {};
    const counted = server.bill.calls.at(-1)!;
    const off = inputTokens - imageTokens - (counted.inputTokens - counted.imageTokens);
    expect(Math.abs(off)).toBeLessThanOrEqual('photo' in task ? 5 : 0);
  }
});

test.each(['gpt-6-luna', 'gpt-5.4-nano'])(
  '%s reads the instructions from its cache for the second photo, whatever is asked of it',
  async (model) => {
    const first = await judged({ model });
    const second = await judged({ model, tone: 'roast', language: 'de', photoType: 'night' });
    expect(second.calls[0]?.usage?.cachedTokens).toBeGreaterThan(1700);
    expect(second.calls[0]!.microUsd).toBeLessThan(first.calls[0]!.microUsd!);
  },
);

test('an answer under a name without a price is paid as the model that was asked', async () => {
  const renaming = await startOpenaiServer({ snapshot: '-by-another-name' });
  try {
    const { calls } = await judged({}, { baseUrl: renaming.url });
    expect(calls[0]?.model).toBe('gpt-6-luna-by-another-name');
    expect(calls[0]?.microUsd).toBe(renaming.bill.microUsd);
    expect(renaming.bill.microUsd).toBeGreaterThan(0);
  } finally {
    await renaming.close();
  }
});

test('a model of unknown price is judged without a price', async () => {
  const { begun, calls } = await judged({ model: 'gpt-7-nova' });
  expect(begun).toEqual([undefined]);
  expect(calls[0]).toMatchObject({ outcome: 'completed', microUsd: undefined });
  expect(calls[0]?.usage?.inputTokens).toBeGreaterThan(0);
});

test('an answer that was cut off is asked for once more with more room, and both are paid', async () => {
  const { begun, calls, error, sent } = await judged({ script: [{ kind: 'cut-off' }] });
  expect(error).toBeUndefined();
  expect(calls.map((it) => it.outcome)).toEqual(['provider-cut-off', 'completed']);
  expect(sent.map((it) => it.max_output_tokens)).toEqual([OUTPUT_TOKENS.max, OUTPUT_TOKENS.retryMax]);
  expect(begun[1]).toBeGreaterThan(begun[0]!);
  expect(calls[0]!.microUsd! + calls[1]!.microUsd!).toBe(server.bill.microUsd);
});

test('an answer that was cut off twice is a failure', async () => {
  const { calls, error } = await judged({ script: [{ kind: 'cut-off' }, { kind: 'cut-off' }] });
  expect(error).toMatchObject({ code: 'provider-cut-off', retryable: true });
  expect(calls).toHaveLength(2);
});

describe('flex', () => {
  const flex = { tier: 'flex' } as const;

  test('costs half', async () => {
    const { begun, calls, sent } = await judged(flex);
    const whole = await judged({ tier: 'default' });
    expect(sent[0]?.service_tier).toBe('flex');
    expect(calls[0]).toMatchObject({
      tier: 'flex',
      microUsd: Math.round(server.bill.calls[0]!.picodollars / 1e6),
    });
    expect(calls[0]!.microUsd! * 2 - whole.calls[0]!.microUsd!).toBeLessThanOrEqual(1);
    expect(begun[0]! * 2 - whole.begun[0]!).toBeLessThanOrEqual(1);
  });

  test('without room falls back to the default tier at once, and both calls are told', async () => {
    const { begun, calls, error, sent } = await judged({ ...flex, script: [{ kind: 'flex-short' }] });
    expect(error).toBeUndefined();
    expect(sent.map((it) => it.service_tier)).toEqual(['flex', 'default']);
    expect(calls).toMatchObject([
      { tier: 'flex', outcome: 'provider-rate-limited', microUsd: 0 },
      { tier: 'default', outcome: 'completed', microUsd: server.bill.microUsd },
    ]);
    expect(begun).toHaveLength(2);
  });

  test('is not asked of a model that has none', async () => {
    const { sent } = await judged({ ...flex, model: 'gpt-4.1-mini' });
    expect(sent.map((it) => it.service_tier)).toEqual(['default']);
  });

  test('refused for a model that nobody knows falls back, too', async () => {
    const unknown = { kind: 'error', status: 400, param: 'service_tier' } as const;
    const { calls, sent } = await judged({ ...flex, script: [unknown] });
    expect(sent.map((it) => it.service_tier)).toEqual(['flex', 'default']);
    expect(calls.map((it) => it.microUsd)).toEqual([0, server.bill.microUsd]);
  });

  test('a rate limit is waited for instead', async () => {
    const { calls, error } = await judged({ ...flex, script: [{ kind: 'rate-limited' }] });
    expect(error).toMatchObject({ code: 'provider-rate-limited' });
    expect(calls).toHaveLength(1);
  });

  test('has a timeout of its own', async () => {
    const script: Behaviour[] = [{ kind: 'slow', ms: 300 }];
    expect((await judged({ ...flex, script }, { timeoutMs: 100 })).error).toBeUndefined();
    const { error } = await judged({ ...flex, script }, { flexTimeoutMs: 100 });
    expect(error).toMatchObject({ code: 'provider-timeout' });
  });
});

test.each<[Behaviour, string]>([
  [{ kind: 'malformed-json' }, 'provider-invalid-answer'],
  [{ kind: 'schema-breaking' }, 'provider-invalid-answer'],
  [{ kind: 'refusal' }, 'provider-refused'],
  [{ kind: 'content-filter' }, 'provider-refused'],
])('%j is paid for what it used', async (behaviour, outcome) => {
  const { calls } = await judged({ script: [behaviour] });
  expect(calls).toMatchObject([{ outcome, microUsd: server.bill.microUsd }]);
  expect(server.bill.microUsd).toBeGreaterThan(0);
});

test.each<[Behaviour, string]>([
  [{ kind: 'rate-limited' }, 'provider-rate-limited'],
  [{ kind: 'quota' }, 'provider-quota'],
  [{ kind: 'unauthorized' }, 'provider-unauthorized'],
  [{ kind: 'error', status: 400 }, 'provider-rejected'],
  [{ kind: 'error', status: 503 }, 'provider-unavailable'],
  [{ kind: 'failed', code: 'server_error' }, 'provider-unavailable'],
])('%j costs nothing', async (behaviour, outcome) => {
  const { calls } = await judged({ script: [behaviour] });
  expect(calls).toMatchObject([{ outcome, microUsd: 0 }]);
  expect(calls[0]).not.toHaveProperty('usage');
  expect(server.bill.calls).toHaveLength(0);
});

test.each<[Behaviour, string]>([
  [{ kind: 'hang' }, 'provider-timeout'],
  [{ kind: 'cut' }, 'provider-unavailable'],
  [{ kind: 'malformed-body' }, 'provider-invalid-answer'],
  [{ kind: 'html' }, 'provider-invalid-answer'],
])('%j may have been paid: the most is taken for spent', async (behaviour, outcome) => {
  const { begun, calls } = await judged({ script: [behaviour] }, { timeoutMs: 100 });
  expect(calls).toMatchObject([{ outcome, microUsd: begun[0] }]);
  expect(begun[0]).toBeGreaterThanOrEqual(server.bill.microUsd);
});

test('a call that never went out costs nothing', async () => {
  const baseUrl = server.url;
  await server.close();
  const { calls, error } = await judged({}, { baseUrl });
  expect(calls).toMatchObject([{ outcome: 'provider-unavailable', microUsd: 0 }]);
  expect(error).toMatchObject({ code: 'provider-unavailable' });
});

test('a call that is aborted ends all the same', async () => {
  server.script({ kind: 'hang' });
  const meter = recordingMeter();
  const abort = new AbortController();
  const judge = createOpenaiJudge({ apiKey: 'sk-test', baseUrl: server.url, timeoutMs: 5000 });
  const judging = judge.judge(await makeTask(), meter, abort.signal);
  await until(() => server.calls[0]?.behaviour === 'hang');
  const reason = new Error('the worker stops');
  abort.abort(reason);
  await expect(judging).rejects.toBe(reason);
  expect(meter.calls).toMatchObject([{ outcome: 'canceled', microUsd: meter.begun[0] }]);
});

test('aborted while it waits for the meter, it is not made', async () => {
  const meter = recordingMeter();
  const abort = new AbortController();
  meter.begin = async () => void abort.abort();
  const judge = createOpenaiJudge({ apiKey: 'sk-test', baseUrl: server.url, timeoutMs: 5000 });
  await expect(judge.judge(await makeTask(), meter, abort.signal)).rejects.toBe(abort.signal.reason);
  expect(meter.calls).toMatchObject([{ outcome: 'canceled', microUsd: 0 }]);
  expect(server.calls).toHaveLength(0);
});

test('what the meter does not let pass is not made', async () => {
  const meter = recordingMeter();
  const refusal = new Failure('budget-exceeded', 'nothing is left');
  meter.begin = () => Promise.reject(refusal);
  const judge = createOpenaiJudge({ apiKey: 'sk-test', baseUrl: server.url, timeoutMs: 5000 });
  await expect(judge.judge(await makeTask(), meter, never())).rejects.toBe(refusal);
  expect(meter.calls).toEqual([]);
  expect(server.calls).toHaveLength(0);
});
