import type { CostEstimate } from '@jmj/contracts';
import { createAsking } from './asking.ts';

const most: Record<string, number | undefined> = { cheap: 100, dear: 900 };
const range = (max: number) => ({ min: 1, expected: 2, max });
const estimator = {
  estimate: ({ model }: { model: string }): CostEstimate => ({
    model,
    ...(most[model] !== undefined && { microUsd: range(most[model]) }),
    inputTokens: range(3),
    imageTokens: range(3),
    outputTokens: range(3),
  }),
};
const OPTIONS = { tone: 'roast', language: 'fr', photoType: 'general' } as const;

function estimated(model: string, standIns?: string[]) {
  const judge = { model, promptRevision: 'p1', standIns };
  return createAsking({ judge, estimator }).estimate(undefined, OPTIONS, judge);
}

test('what is held back does for the dearest that may judge in the end; what is expected is the first one’s', () => {
  expect(estimated('cheap')?.microUsd).toEqual(range(100));
  expect(estimated('cheap', ['dear', 'local-1'])).toMatchObject({ model: 'cheap', microUsd: range(900) });
  expect(estimated('dear', ['cheap'])?.microUsd).toEqual(range(900));
});

test('a stand-in of unknown price does not count, a first model of unknown price has none', () => {
  expect(estimated('cheap', ['mystery'])?.microUsd).toEqual(range(100));
  expect(estimated('mystery', ['dear'])?.microUsd).toBeUndefined();
});

test.each([
  ['live', {}, undefined, 'interactive'],
  ['economy', { speed: 'economy' }, undefined, 'economy'],
  ['warm', {}, 'warm', 'economy'],
] as const)(
  'what is judged as %s is estimated at the price that it will have',
  (_name, options, priority, speed) => {
    const judge = { model: 'cheap', promptRevision: 'p1' };
    const asked: string[] = [];
    const noting = {
      estimate: (one: Parameters<typeof estimator.estimate>[0] & { speed: string }) => {
        asked.push(one.speed);
        return estimator.estimate(one);
      },
    };
    createAsking({ judge, estimator: noting, priority }).estimate(
      undefined,
      { ...OPTIONS, ...options },
      judge,
    );
    expect(asked).toEqual([speed]);
  },
);
