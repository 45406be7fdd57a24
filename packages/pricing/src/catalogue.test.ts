import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalogue } from './catalogue.ts';
import { openCatalogue, parseCatalogue } from './catalogue-file.ts';
import { MODELS } from './models.ts';

const now = new Date('2026-11-23');
const catalogue = createCatalogue({ now });

test('prices are those of the package, in picodollars a token', () => {
  expect(catalogue.facts('gpt-6-luna')?.price).toEqual({
    input: 100_000,
    cached: 10_000,
    cacheWrite: 125_000,
    output: 500_000,
  });
  expect(catalogue.facts('gpt-4o-mini')?.price).toEqual({
    input: 150_000,
    cached: 75_000,
    cacheWrite: 150_000,
    output: 600_000,
  });
});

test('a price is that of its day', () => {
  const before = createCatalogue({ now: new Date('2026-07-01') });
  expect(before.facts('gpt-5.6-luna')?.price?.input).toBe(1_000_000);
  expect(catalogue.facts('gpt-5.6-luna')?.price?.input).toBe(200_000);
});

test('a dated snapshot is its model', () => {
  expect(catalogue.facts('gpt-4o-mini-2024-07-18')).toEqual(catalogue.facts('gpt-4o-mini'));
});

test.each(['gpt-7-nova', 'gpt-6-luna-pro', 'toString', '__proto__', '', 'claude-opus-5'])(
  'nothing is known of %j',
  (model) => {
    expect(catalogue.facts(model)).toBeUndefined();
  },
);

test('a model that only the price list knows has a price and no image rule', () => {
  const facts = catalogue.facts('gpt-6-sol');
  expect(facts?.price?.input).toBe(2_000_000);
  expect(facts?.image).toBeUndefined();
});

test.each(Object.keys(MODELS))('every figure of %s has a source with a day', (model) => {
  const { sources = {}, ...facts } = catalogue.facts(model) ?? {};
  expect(Object.keys(facts)).toEqual(
    expect.arrayContaining(['price', 'image', 'contextTokens', 'modalities']),
  );
  expect(Object.keys(sources).sort()).toEqual(Object.keys(facts).sort());
  for (const source of Object.values(sources)) expect(source).toMatch(/\d{4}-\d{2}-\d{2}/);
  for (const figure of Object.values(facts.price ?? {})) expect(Number.isSafeInteger(figure)).toBe(true);
});

describe("the operator's catalogue", () => {
  test('replaces what it names and leaves the rest', () => {
    const price = { input: 1, cached: 1, cacheWrite: 1, output: 1 };
    const mine = createCatalogue({ overrides: { 'gpt-6-luna': { price }, ours: { price } }, now });
    expect(mine.facts('gpt-6-luna')).toMatchObject({
      price,
      cacheBreakpoints: true,
      sources: { price: 'MODEL_CATALOGUE' },
    });
    expect(mine.facts('ours')).toEqual({ price, sources: { price: 'MODEL_CATALOGUE' } });
    expect(mine.facts('gpt-4o')).toEqual(catalogue.facts('gpt-4o'));
  });

  test('is read from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jmj-catalogue-'));
    try {
      const path = join(folder, 'models.json');
      writeFileSync(path, '{"ours":{"shutdownOn":"2030-01-01"}}');
      expect(openCatalogue(path).facts('ours')?.shutdownOn).toBe('2030-01-01');
      expect(openCatalogue(undefined).facts('ours')).toBeUndefined();
      expect(() => openCatalogue(join(folder, 'none.json'))).toThrow(
        'MODEL_CATALOGUE: the file cannot be read (ENOENT)',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    ['{', 'expected JSON'],
    ['[]', 'its root: '],
    ['{"ours":{"price":{"input":0.5,"cached":1,"cacheWrite":1,"output":1}}}', 'ours.price.input: '],
    ['{"ours":{"prices":{}}}', 'ours: Unrecognized key: "prices"'],
    ['{"ours":{"shutdownOn":"soon"}}', 'ours.shutdownOn: expected a day such as 2027-01-14'],
    ['{"our model":{}}', 'our model: '],
    ['{"ours":{"image":{"kind":"pixels"}}}', 'ours.image.kind: '],
  ])('%s is refused, and told where', (text, told) => {
    expect(() => parseCatalogue(text)).toThrow(told);
  });
});
