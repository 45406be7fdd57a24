import { Failure } from './failure.ts';
import { governed, Held } from './governed.ts';
import type { CallMeter, CallReport } from './spending.ts';
import type { Clearance, Hold, Weather } from './weather.ts';

const FORECAST = { model: 'm', tier: 'default', tokens: 10 } as const;
const REPORT: CallReport = { model: 'm', tier: 'default', outcome: 'provider-unavailable', latencyMs: 1 };
const DOWN: Hold = { ms: 50, why: 'down', code: 'provider-unavailable' };

/** A weather and a meter that note what they are asked, and a meter of both. */
function both(
  answers: { enter?: Clearance | Hold; leave?: Hold; refuse?: Failure; endThrows?: boolean } = {},
) {
  const said: string[] = [];
  const weather: Weather = {
    look: async () => undefined,
    enter: async ({ model }) => {
      said.push('enter');
      return answers.enter ?? { id: 'one', model, timeoutMs: 700 };
    },
    leave: async (_clearance, report) => {
      said.push(report ? `leave ${report.outcome}` : 'leave');
      return answers.leave;
    },
  };
  const meter: CallMeter = {
    begin: async () => {
      said.push('begin');
      if (answers.refuse) throw answers.refuse;
    },
    end: async () => {
      said.push('end');
      if (answers.endThrows) throw new Error('Redis is away');
    },
  };
  return { said, meter: governed(meter, weather, { jobId: 'job' }) };
}

test('the weather is asked before the money, and told after it', async () => {
  const { said, meter } = both();
  expect(await meter.begin(1, FORECAST)).toMatchObject({ timeoutMs: 700 });
  await meter.end(REPORT);
  expect(said).toEqual(['enter', 'begin', 'end', 'leave provider-unavailable']);
  expect(meter.hold()).toBeUndefined();
});

test('a call that has to wait costs nothing', async () => {
  const { said, meter } = both({ enter: DOWN });
  const error = await meter.begin(1, FORECAST).catch((it: unknown) => it);
  expect(error).toBeInstanceOf(Held);
  expect(error).toMatchObject({ hold: DOWN, failure: { code: 'provider-unavailable', retryAfterMs: 50 } });
  expect(said).toEqual(['enter']);
});

test('what the money refuses leaves its room to others', async () => {
  const refuse = new Failure('budget-exceeded', 'no');
  const { said, meter } = both({ refuse });
  await expect(meter.begin(1, FORECAST)).rejects.toBe(refuse);
  expect(said).toEqual(['enter', 'begin', 'leave']);
});

test('the weather is told also when the money cannot be', async () => {
  const { said, meter } = both({ endThrows: true, leave: DOWN });
  await meter.begin(1, FORECAST);
  await expect(meter.end(REPORT)).rejects.toThrow('Redis is away');
  expect(said.at(-1)).toBe('leave provider-unavailable');
  expect(meter.hold()).toEqual(DOWN);
});
