import { QUALITIES } from '@jmj/contracts';
import type { Dimensions } from '@jmj/core';
import { createCatalogue } from './catalogue.ts';
import { IMAGE_BUDGETS } from './image-budgets.ts';
import { imageTokens } from './image-tokens.ts';
import { createImagePlanner } from './planner.ts';

const catalogue = createCatalogue();
const planner = createImagePlanner({ catalogue });
const photo = (width: number, height: number) => ({ width, height });
/** How much one side is longer than it should be for the other, as a share; what rounding to whole pixels does is none. */
function distortion(from: Dimensions, to: Dimensions): number {
  const should = (from.height * to.width) / from.width;
  const shouldBeWide = (from.width * to.height) / from.height;
  if (Math.abs(should - to.height) < 1 || Math.abs(shouldBeWide - to.width) < 1) return 0;
  return Math.abs(should / to.height - 1);
}

const MODELS = [...catalogue.names, 'gpt-6-sol', 'mystery', 'local-1'];

/** All shapes there may be, the extreme ones too. */
const SHAPES = [
  [1, 1],
  [1, 10_000],
  [10_000, 10],
  [33, 31],
  [511, 513],
  [640, 480],
  [700, 433],
  [1023, 1025],
  [1080, 1920],
  [1200, 1200],
  [4000, 3000],
  [4032, 2268],
  [6000, 4000],
  [12_000, 2000],
  [65_000, 65_000],
].map(([width = 1, height = 1]) => photo(width, height));

describe.each(MODELS)('%s', (model) => {
  test.each(QUALITIES)('%s: never larger than the photo, never out of shape', (quality) => {
    for (const original of SHAPES) {
      const plan = planner.plan(model, quality, original);
      expect(Number.isInteger(plan.width) && Number.isInteger(plan.height)).toBe(true);
      expect(plan.width).toBeGreaterThanOrEqual(1);
      expect(plan.height).toBeGreaterThanOrEqual(1);
      expect(plan.width).toBeLessThanOrEqual(original.width);
      expect(plan.height).toBeLessThanOrEqual(original.height);
      expect(distortion(original, plan)).toBeLessThanOrEqual(0.01);
      const { min, expected, max } = plan.tokens;
      expect(min).toBeLessThanOrEqual(expected);
      expect(expected).toBeLessThanOrEqual(max);
    }
  });

  test('a better quality never shows less', () => {
    for (const original of SHAPES) {
      const [economy, standard, fine] = QUALITIES.map((it) => planner.plan(model, it, original));
      expect(standard!.width * standard!.height).toBeGreaterThanOrEqual(economy!.width * economy!.height);
      expect(fine!.width * fine!.height).toBeGreaterThanOrEqual(standard!.width * standard!.height);
    }
  });
});

const withRule = catalogue.names.flatMap((name) => {
  const rule = catalogue.facts(name)?.image;
  return rule ? [[name, rule] as const] : [];
});

test.each(withRule)('%s: what is planned is what the rule counts', (model, rule) => {
  for (const quality of QUALITIES)
    for (const original of SHAPES) {
      const { detail, tokens, ...size } = planner.plan(model, quality, original);
      if (detail !== 'low' && detail !== 'high') throw new Error('no detail');
      expect(tokens).toEqual(imageTokens(rule, size, detail));
    }
});

test.each(withRule)('%s: within the budget, or the cheapest there is', (model, rule) => {
  for (const quality of QUALITIES)
    for (const original of SHAPES) {
      const { tokens } = planner.plan(model, quality, original);
      const cheapest = rule.kind === 'tiles' ? rule.low : 0;
      expect(tokens.expected).toBeLessThanOrEqual(Math.max(cheapest, IMAGE_BUDGETS[quality].tokens));
    }
});

describe('patches', () => {
  test.each([
    ['economy', 6000, 4000, 768, 512],
    ['standard', 6000, 4000, 1024, 683],
    ['standard', 4000, 3000, 1024, 768],
    ['standard', 3000, 3000, 864, 864],
    ['fine', 6000, 4000, 1536, 1024],
    ['fine', 4000, 6000, 1024, 1536],
    ['standard', 640, 480, 640, 480],
  ] as const)('%s of %i×%i is %i×%i', (quality, width, height, ...shown) => {
    const plan = planner.plan('gpt-5.6-luna', quality, photo(width, height));
    expect([plan.width, plan.height]).toEqual(shown);
  });

  test('are full where the shape allows it', () => {
    for (const original of SHAPES.filter((it) => Math.min(it.width, it.height) > 1000)) {
      const { width, height } = planner.plan('gpt-5.6-luna', 'fine', original);
      const patches = Math.ceil(width / 32) * Math.ceil(height / 32);
      expect((width * height) / (patches * 1024)).toBeGreaterThan(0.93);
    }
  });
});

describe('tiles', () => {
  test.each([
    ['gpt-4o', 'economy', 6000, 4000, 512, 341, 'low', 85],
    ['gpt-4o', 'standard', 6000, 4000, 1024, 683, 'high', 765],
    ['gpt-4o', 'standard', 4032, 2268, 910, 512, 'high', 425],
    ['gpt-4o', 'fine', 4032, 2268, 1365, 768, 'high', 1105],
    ['gpt-4o', 'fine', 3000, 3000, 768, 768, 'high', 765],
    ['gpt-4o-mini', 'standard', 6000, 4000, 512, 341, 'low', 2833],
    ['gpt-4o-mini', 'fine', 6000, 4000, 768, 512, 'high', 14_167],
    ['gpt-4o-mini', 'fine', 300, 200, 300, 200, 'low', 2833],
  ] as const)('%s, %s of %i×%i: %i×%i at %s', (model, quality, width, height, ...shown) => {
    const plan = planner.plan(model, quality, photo(width, height));
    expect([plan.width, plan.height, plan.detail, plan.tokens.expected]).toEqual(shown);
  });
});

test('the local judge sees 1,024 pixels, and pays nothing', () => {
  expect(planner.plan('local-1', 'fine', photo(6000, 4000))).toEqual({
    width: 1024,
    height: 683,
    tokens: { min: 0, expected: 0, max: 0 },
  });
});

test('for an unknown model the range holds every rule there is', () => {
  const { tokens, detail, ...size } = planner.plan('mystery', 'standard', photo(6000, 4000));
  for (const [, rule] of withRule) {
    const { min, max } = imageTokens(rule, size, detail === 'low' ? 'low' : 'high');
    expect(tokens.min).toBeLessThanOrEqual(min);
    expect(tokens.max).toBeGreaterThanOrEqual(max);
  }
});

test('dimensions that make no sense are planned, too', () => {
  for (const odd of [0, -5, Number.NaN, 0.5])
    for (const model of MODELS)
      expect(planner.plan(model, 'standard', photo(odd, odd))).toMatchObject(photo(1, 1));
});

describe('the rules of the provider, by its own examples', () => {
  const mini = catalogue.facts('gpt-4.1-mini')!.image!;
  const patchesAlone = { ...mini, factor: 1 } as typeof mini;
  const fourO = catalogue.facts('gpt-4o')!.image!;
  test.each([
    [patchesAlone, 1024, 1024, 1024],
    [patchesAlone, 1800, 2400, 1452],
    [fourO, 1024, 1024, 765],
    [fourO, 2048, 4096, 1105],
  ])('%#', (rule, width, height, tokens) => {
    expect(imageTokens(rule, photo(width, height), 'high').expected).toBe(tokens);
  });

  test('at low every photo costs the same', () => {
    expect(imageTokens(fourO, photo(4096, 8192), 'low').expected).toBe(85);
  });
});
