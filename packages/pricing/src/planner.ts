import type { Quality, Range } from '@jmj/contracts';
import { type Dimensions, type ImagePlan, type ImagePlanner, LOCAL_MODEL } from '@jmj/core';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import { type KnownFactors, NOTHING_LEARNED } from './factors.ts';
import type { PatchRule } from './facts.ts';
import { IMAGE_BUDGETS } from './image-budgets.ts';
import { factorRange, fitted, imageTokens, patchesOf, tokensOfUnits } from './image-tokens.ts';
import { planPatches } from './plan-patches.ts';
import { planTiles } from './plan-tiles.ts';

/** The local judge measures pixels, not tokens: longest side in pixels. */
const LOCAL_SIDE = 1024;

/** What most models do, for one of which nothing is known: a size that suits it, but no promise of what it costs. */
const MOST_COMMON: PatchRule = {
  kind: 'patches',
  side: 32,
  maxPatches: 1536,
  maxSide: 2048,
  factor: { min: 1, expected: 1.2, max: 2.46 },
};

const sane = (length: number): number => (length >= 1 ? Math.floor(length) : 1);

function planFor(rule: PatchRule, quality: Quality, photo: Dimensions): Dimensions {
  const { patches, longSide } = IMAGE_BUDGETS[quality];
  return planPatches(photo, {
    side: rule.side,
    maxPatches: Math.min(rule.maxPatches, patches),
    maxSide: Math.min(rule.maxSide, longSide),
  });
}

/**
 * Chooses how photos are shown to a model, from their dimensions alone: the most picture for the fewest tokens under the
 * model's own rule, within the budget of the quality.
 */
export function createImagePlanner({
  catalogue = createCatalogue(),
  factors = NOTHING_LEARNED,
}: {
  catalogue?: Catalogue | undefined;
  factors?: KnownFactors | undefined;
} = {}): ImagePlanner {
  const rules = catalogue.names.flatMap((name) => catalogue.facts(name)?.image ?? []);

  function planUnknown(model: string, quality: Quality, photo: Dimensions): ImagePlan {
    const shown = planFor(MOST_COMMON, quality, photo);
    const units = patchesOf(MOST_COMMON, shown);
    const learned = factors.factor(model);
    const guess = tokensOfUnits(units, learned ?? factorRange(MOST_COMMON));
    const others = rules.map((rule) => imageTokens(rule, shown, 'high'));
    // From the cheapest to the dearest of the rules there are.
    const wide: Range = {
      min: Math.min(guess.min, ...others.map((it) => it.min)),
      expected: guess.expected,
      max: Math.max(guess.max, ...others.map((it) => it.max)),
    };
    return { ...shown, detail: 'high', tokens: learned ? guess : wide, units };
  }

  return {
    plan(model, quality, original) {
      const photo = { width: sane(original.width), height: sane(original.height) };
      if (model === LOCAL_MODEL) {
        const tokens = { min: 0, expected: 0, max: 0 };
        return { ...fitted(photo, { width: LOCAL_SIDE, height: LOCAL_SIDE }), tokens };
      }
      const rule = catalogue.facts(model)?.image;
      if (!rule) return planUnknown(model, quality, photo);
      if (rule.kind === 'tiles') {
        const { tokens, ...plan } = planTiles(photo, rule, IMAGE_BUDGETS[quality]);
        return { ...plan, tokens: { min: tokens, expected: tokens, max: tokens } };
      }
      const shown = planFor(rule, quality, photo);
      const units = patchesOf(rule, shown);
      if (typeof rule.factor === 'number')
        return { ...shown, detail: 'high', tokens: tokensOfUnits(units, factorRange(rule)) };
      const factor = factors.factor(model) ?? rule.factor;
      return { ...shown, detail: 'high', tokens: tokensOfUnits(units, factor), units };
    },
  };
}
