import { MODELS, priceOf, shutdownOf } from './catalogue.ts';

const usage = { inputTokens: 3000, cachedTokens: 2000, cacheWriteTokens: 0, outputTokens: 1000 };

test('cached tokens are cheaper, and the sum is exact', () => {
  expect(priceOf('gpt-6-luna', usage)).toBe(0.00062);
  expect(priceOf('gpt-6-luna', { ...usage, cachedTokens: 0 })).toBe(0.0008);
});

test('a token written into the cache costs a quarter more from 5.6 on', () => {
  const written = { ...usage, cachedTokens: 0, cacheWriteTokens: 2000 };
  expect(priceOf('gpt-6-luna', written)).toBe(0.00085);
  expect(priceOf('gpt-5.4-nano', written)).toBe(priceOf('gpt-5.4-nano', { ...usage, cachedTokens: 0 }));
});

test('a dated snapshot costs what its model costs', () => {
  expect(priceOf('gpt-4o-mini-2024-07-18', usage)).toBe(priceOf('gpt-4o-mini', usage));
});

test.each(['gpt-7-nova', 'gpt-6-luna-pro', 'toString', 'gpt-4o'])('%s has no known price', (model) => {
  expect(priceOf(model, usage)).toBeUndefined();
});

test('shutdown dates', () => {
  expect(shutdownOf('gpt-4o-mini')).toBe('2027-01-14');
  expect(shutdownOf('gpt-5-nano')).toBe('2026-12-11');
  expect(shutdownOf('gpt-6-luna')).toBeUndefined();
});

test('every figure is a whole number with a source', () => {
  for (const { price, source } of Object.values(MODELS)) {
    expect(source).toMatch(/\d{4}-\d{2}-\d{2}/);
    for (const figure of Object.values(price ?? {})) expect(Number.isSafeInteger(figure)).toBe(true);
  }
});
