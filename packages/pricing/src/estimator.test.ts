import { costEstimateSchema, LANGUAGES, PHOTO_TYPES, QUALITIES, SPEEDS, TONES } from '@jmj/contracts';
import type { EstimateAsked } from '@jmj/core';
import { createCatalogue } from './catalogue.ts';
import { createEstimator } from './estimator.ts';
import { OUTPUT_TOKENS } from './output.ts';
import { createImagePlanner } from './planner.ts';
import { mostMicroUsd } from './price.ts';

const catalogue = createCatalogue();
const planner = createImagePlanner({ catalogue });
const { estimate } = createEstimator({ catalogue, planner });
const asked: EstimateAsked = {
  dimensions: { width: 6000, height: 4000 },
  tone: 'professional',
  language: 'fr',
  photoType: 'general',
  model: 'gpt-6-luna',
  quality: 'standard',
  speed: 'interactive',
};

const isRange = ({ min, expected, max }: { min: number; expected: number; max: number }) =>
  [min, expected, max].every((it) => Number.isSafeInteger(it) && it >= 0) &&
  min <= expected &&
  expected <= max;

test('every estimate is a whole range of whole numbers', () => {
  for (const model of [...catalogue.names, 'mystery', 'local-1'])
    for (const quality of QUALITIES)
      for (const speed of SPEEDS) {
        const told = estimate({ ...asked, model, quality, speed });
        expect(costEstimateSchema.parse(told)).toEqual(told);
        const { model: _, microUsd, ...tokens } = told;
        for (const range of [...Object.values(tokens), ...(microUsd ? [microUsd] : [])])
          expect([range, isRange(range)]).toEqual([range, true]);
      }
});

test('every tone, language and photo type has its tokens', () => {
  const all = TONES.flatMap((tone) =>
    LANGUAGES.flatMap((language) =>
      PHOTO_TYPES.map((photoType) => estimate({ ...asked, tone, language, photoType })),
    ),
  );
  for (const { inputTokens } of all) expect(isRange(inputTokens)).toBe(true);
});

test('what is not known of a model is absent, not guessed', () => {
  const told = estimate({ ...asked, model: 'mystery' });
  expect(told).not.toHaveProperty('microUsd');
  expect(told.inputTokens.max).toBeGreaterThan(told.inputTokens.expected * 2);
});

test('the local judge costs nothing', () => {
  expect(estimate({ ...asked, model: 'local-1' }).microUsd).toEqual({ min: 0, expected: 0, max: 0 });
});

test('economy expects half, and may come to as much', () => {
  const [now, later] = SPEEDS.map((speed) => estimate({ ...asked, speed }).microUsd!);
  expect(later!.max).toBe(now!.max);
  expect(Math.abs(later!.expected * 2 - now!.expected)).toBeLessThanOrEqual(1);
  expect(estimate({ ...asked, model: 'gpt-4o-mini', speed: 'economy' })).toEqual(
    estimate({ ...asked, model: 'gpt-4o-mini' }),
  );
});

test('one of a batch expects the batch price, and nothing in the cache', () => {
  for (const model of ['gpt-6-luna', 'gpt-4o-mini']) {
    const now = estimate({ ...asked, model }).microUsd!;
    const { min, expected, max } = estimate({ ...asked, model, speed: 'economy', inBatch: true }).microUsd!;
    expect(Math.abs(min * 2 - now.min)).toBeLessThanOrEqual(1);
    expect(expected * 2).toBeGreaterThan(now.expected);
    expect(expected).toBeLessThan(now.expected);
    expect(max).toBe(now.max);
  }
});

test('the most is what a call can cost that finds nothing cached', () => {
  const { inputTokens, outputTokens, microUsd } = estimate(asked);
  expect(outputTokens.max).toBe(OUTPUT_TOKENS.max);
  const most = mostMicroUsd(catalogue.facts('gpt-6-luna'), {
    inputTokens: inputTokens.max,
    outputTokens: outputTokens.max,
  });
  expect(microUsd?.max).toBe(most);
});

test('where the header tells no dimensions, no photo costs more', () => {
  for (const model of catalogue.names)
    for (const quality of QUALITIES) {
      const { dimensions: _, ...unknown } = { ...asked, model, quality };
      const most = estimate(unknown);
      for (let width = 200; width < 9000; width += 530)
        for (const ratio of [0.1, 0.4, 0.75, 1, 1.33, 1.5, 1.9, 2.5, 6]) {
          const told = estimate({ ...unknown, dimensions: { width, height: Math.round(width / ratio) } });
          expect(told.imageTokens.max).toBeLessThanOrEqual(most.imageTokens.max * 1.02);
        }
    }
});
