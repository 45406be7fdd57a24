import { Failure } from '../failure.ts';
import { Held } from '../governed.ts';
import type { CallEnd, CallTold, Hold, Weather } from '../weather.ts';
import { BATCH_API, governedBatches } from './governed.ts';
import type { BatchAnswer, BatchProvider } from './ports.ts';

const signal = new AbortController().signal;
const SENT = { batchId: 'b', inputFileId: 'f' };
const DOWN: Hold = { ms: 50, why: 'down', code: 'provider-unauthorized' };
const ANSWER = { id: 'a', outcome: new Failure('provider-refused', 'no') };

interface Left {
  report: CallEnd | undefined;
  told: CallTold | undefined;
}

/** A provider under a weather that notes what it is told. */
function open(answers: { enter?: Hold; leave?: Hold; failure?: Failure } = {}) {
  const left: Left[] = [];
  const entered: string[] = [];
  const weather: Weather = {
    look: async () => undefined,
    async enter({ model }) {
      entered.push(model);
      return answers.enter ?? { id: 'one', model };
    },
    async leave(_clearance, report, told) {
      left.push({ report, told });
      return answers.leave;
    },
  };
  let asked = 0;
  const answer = async <T>(it: T): Promise<T> => {
    asked += 1;
    if (answers.failure) throw answers.failure;
    return it;
  };
  const provider: BatchProvider = {
    line: () => ({ text: '' }),
    send: () => answer(SENT),
    find: () => answer(undefined),
    look: () => answer({ over: true }),
    async *answers() {
      yield await answer<BatchAnswer>(ANSWER);
      yield ANSWER;
    },
    photos: () => answer(new Map()),
    cancel: () => answer(undefined),
    discard: () => answer(undefined),
  };
  return { batches: governedBatches(provider, weather), left, entered, asked: () => asked };
}

const read = async (batches: BatchProvider, most = 2): Promise<void> => {
  for await (const _ of batches.answers(
    { over: true, outputFileId: 'o' },
    { model: 'm', languageOf: () => undefined },
    signal,
  ))
    if (--most === 0) break;
};
const CALLS: [name: string, call: (batches: BatchProvider) => Promise<unknown>][] = [
  ['sending', (it) => it.send('chunk', [], signal)],
  ['finding', (it) => it.find('chunk', 0, signal)],
  ['looking', (it) => it.look(SENT, signal)],
  ['reading answers', (it) => read(it, 3)],
  ['reading photos', (it) => it.photos(SENT, [], signal)],
  ['canceling', (it) => it.cancel(SENT, signal)],
  ['discarding', (it) => it.discard(SENT, { over: true }, signal)],
];

describe.each(CALLS)('%s', (_name, call) => {
  test('passes the weather, and tells it that it was answered', async () => {
    const { batches, left, entered } = open();
    await call(batches);
    expect(entered).toEqual([BATCH_API]);
    expect(left).toMatchObject([{ report: { tier: 'batch', outcome: 'completed' } }]);
  });

  test('is not made while it has to wait', async () => {
    const { batches, left, asked } = open({ enter: DOWN });
    const error = await call(batches).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(Held);
    expect(error).toMatchObject({ hold: DOWN, failure: { code: 'provider-unauthorized' } });
    expect([asked(), left]).toEqual([0, []]);
  });

  test('tells how it was refused, with the pause that was named, and waits with the others', async () => {
    const failure = new Failure('provider-rate-limited', 'slow down', { retryAfterMs: 700 });
    const hold: Hold = { ms: 700, why: 'busy', code: 'provider-rate-limited' };
    const { batches, left } = open({ failure, leave: hold });
    await expect(call(batches)).rejects.toMatchObject({ hold, failure });
    expect(left).toMatchObject([
      { report: { outcome: 'provider-rate-limited' }, told: { retryAfterMs: 700 } },
    ]);
  });
});

test('a failure that nothing has to wait for is thrown as it is', async () => {
  const failure = new Failure('provider-rejected', 'no');
  await expect(open({ failure }).batches.look(SENT, signal)).rejects.toBe(failure);
});

test('answers that nobody reads to their end say nothing of the provider', async () => {
  const { batches, left } = open();
  await read(batches, 1);
  expect(left).toMatchObject([{ report: { outcome: 'canceled' } }]);
});
