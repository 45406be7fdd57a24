import { createCatalogue } from './catalogue.ts';
import { microUsdOf, mostMicroUsd } from './price.ts';

const catalogue = createCatalogue({ now: new Date('2026-11-23') });
const luna = catalogue.facts('gpt-6-luna');
const nano = catalogue.facts('gpt-5.4-nano');
const usage = { inputTokens: 3000, cachedTokens: 2000, cacheWriteTokens: 0, outputTokens: 1000 };

test('cached tokens are cheaper', () => {
  expect(microUsdOf(luna, usage)).toBe(620);
  expect(microUsdOf(luna, { ...usage, cachedTokens: 0 })).toBe(800);
});

test('a token written into the cache costs a quarter more from 5.6 on', () => {
  const written = { ...usage, cachedTokens: 0, cacheWriteTokens: 2000 };
  expect(microUsdOf(luna, written)).toBe(850);
  expect(microUsdOf(nano, written)).toBe(microUsdOf(nano, { ...usage, cachedTokens: 0 }));
});

test('flex and batch cost half, where they are to be had', () => {
  expect(microUsdOf(luna, usage, 'flex')).toBe(310);
  expect(microUsdOf(luna, usage, 'batch')).toBe(310);
  const mini = catalogue.facts('gpt-4o-mini');
  expect(microUsdOf(mini, usage, 'flex')).toBe(microUsdOf(mini, usage));
});

test('what is not known has no price', () => {
  expect(microUsdOf(undefined, usage)).toBeUndefined();
  expect(microUsdOf({ shutdownOn: '2030-01-01' }, usage)).toBeUndefined();
  expect(mostMicroUsd(undefined, usage)).toBeUndefined();
});

test('no usage of so many tokens costs more than the most', () => {
  for (const facts of [luna, nano])
    for (const cachedTokens of [0, 1000, 3000])
      for (const cacheWriteTokens of [0, 500, 3000 - cachedTokens]) {
        const some = { ...usage, cachedTokens, cacheWriteTokens };
        expect(microUsdOf(facts, some)).toBeLessThanOrEqual(mostMicroUsd(facts, usage)!);
      }
});

test('usage that contradicts itself costs something whole all the same', () => {
  const odd = { inputTokens: 1, cachedTokens: 5, cacheWriteTokens: 5, outputTokens: 1 };
  expect(microUsdOf(luna, odd)).toBe(1);
});
