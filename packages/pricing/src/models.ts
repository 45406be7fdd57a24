import type { ModelFacts, PatchRule, TileRule } from './facts.ts';

const READ = '2026-11-23';
const IMAGES = 'developers.openai.com/api/docs/guides/images-vision';
const sdk = `model notes in the types of openai 7.57 (npm), ${READ}`;
/** OpenAI's pages themselves were not read for these: only what others had copied or noted of them by that day. */
const secondhand = (page: string): string => `copies and notes of ${page}, ${READ}; not the page itself`;
const deprecations = secondhand('developers.openai.com/api/docs/deprecations');
const modelPage = secondhand("the model's page on developers.openai.com/api/docs/models");
/** Its table of patch and tile models, which lists none after spring 2026. */
const imageGuide = `a copy of ${IMAGES} from spring 2026, ${READ}; not the page itself`;
const laterImages = secondhand(IMAGES);
const halfPrice = secondhand('developers.openai.com/api/docs/guides/flex-processing and …/batch');

/** Tokens as in the guide's section "Tile-based image tokenization". */
const tiles = (base: number, tile: number): TileRule => ({
  kind: 'tiles',
  low: base,
  base,
  tile,
  side: 512,
  fit: 2048,
  shortSide: 768,
});

/** The guide's "Patch-based image tokenization": 1,536 patches of 32 px and 2,048 px at most. */
const patches = (factor: PatchRule['factor']): PatchRule => ({
  kind: 'patches',
  side: 32,
  maxPatches: 1536,
  maxSide: 2048,
  factor,
});
/** From 5.6 on: 2,500 patches at `detail: high`, and no side above 65,535 px. */
const manyPatches = (factor: PatchRule['factor']): PatchRule => ({
  ...patches(factor),
  maxPatches: 2500,
  maxSide: 65_535,
});

const seesAndWrites: ModelFacts['modalities'] = { input: ['text', 'image'], output: ['text'] };

/** 4o and 4.1 are no flex models: a batch is what costs half. */
const gpt4: ModelFacts = {
  tierPercent: { batch: 50 },
  modalities: seesAndWrites,
  shutdownOn: '2027-01-14',
  replacement: 'gpt-6-luna',
  sources: {
    tierPercent: halfPrice,
    modalities: modelPage,
    shutdownOn: sdk,
    replacement: deprecations,
  },
};

const gpt5: ModelFacts = {
  tierPercent: { flex: 50, batch: 50 },
  modalities: seesAndWrites,
  leastEffort: 'minimal',
  shutdownOn: '2026-12-11',
  sources: {
    tierPercent: halfPrice,
    modalities: modelPage,
    leastEffort: sdk,
    shutdownOn: sdk,
    replacement: deprecations,
  },
};

const current: ModelFacts = {
  tierPercent: { flex: 50, batch: 50 },
  modalities: seesAndWrites,
  leastEffort: 'none',
  sources: { tierPercent: halfPrice, modalities: modelPage, leastEffort: sdk },
};

/** 4o. */
const shortAnswers: ModelFacts = { maxOutputTokens: 16_384, sources: { maxOutputTokens: modelPage } };
const longAnswers: ModelFacts = { maxOutputTokens: 128_000, sources: { maxOutputTokens: modelPage } };

const breakpoints: ModelFacts = {
  ...current,
  cacheBreakpoints: true,
  sources: {
    ...current.sources,
    cacheBreakpoints: secondhand('developers.openai.com/api/docs/guides/prompt-caching'),
  },
};

/** Facts of a family, then a model's own, with the sources of all. */
const of = (...layers: ModelFacts[]): ModelFacts => ({
  ...Object.assign({}, ...layers),
  sources: Object.assign({}, ...layers.map((it) => it.sources)),
});

const image = (rule: ModelFacts['image'], source = imageGuide): ModelFacts => ({
  ...(rule && { image: rule }),
  sources: { image: source },
});

/** The guide's copy says 1.62 and 2.46; a later measurement by a third party 1.2 and 1.5. Learned until one is right. */
const DISPUTED = `${imageGuide}; a third party measured less`;

/**
 * Models by the name that is asked for, without the date of a snapshot. Prices and contexts are not here: they are those of
 * `@pydantic/genai-prices` (see prices.ts), unless given.
 */
export const MODELS: Readonly<Record<string, ModelFacts>> = {
  'gpt-6-luna': of(
    breakpoints,
    longAnswers,
    image(
      manyPatches({ min: 1, expected: 1.2, max: 2.46 }),
      `patches: ${laterImages}; no factor was found for it: expected as in gpt-6-astra and the 5.6 family, at most the largest of any`,
    ),
  ),
  'gpt-5.6-luna': of(breakpoints, longAnswers, image(manyPatches(1.2), laterImages)),
  'gpt-5.4-nano': of(current, image(patches({ min: 1.2, expected: 2.46, max: 2.46 }), DISPUTED)),
  'gpt-5.4-mini': of(current, image(patches({ min: 1.2, expected: 1.62, max: 1.62 }), DISPUTED)),
  'gpt-5': of(gpt5, image(tiles(70, 140)), { replacement: 'gpt-5.6-sol' }),
  'gpt-5-mini': of(gpt5, image(patches({ min: 1.2, expected: 1.62, max: 1.62 }), DISPUTED), {
    replacement: 'gpt-5.6-terra',
  }),
  'gpt-5-nano': of(gpt5, image(patches({ min: 1.5, expected: 2.46, max: 2.46 }), DISPUTED), {
    replacement: 'gpt-5.6-luna',
  }),
  'gpt-4.1': of(gpt4, image(tiles(85, 170))),
  'gpt-4.1-mini': of(gpt4, image(patches(1.62))),
  'gpt-4.1-nano': of(gpt4, image(patches(2.46)), { shutdownOn: '2026-10-23' }),
  'gpt-4o': of(gpt4, shortAnswers, image(tiles(85, 170))),
  'gpt-4o-mini': of(
    gpt4,
    shortAnswers,
    image(tiles(2833, 5667), `${imageGuide}; measured so in community.openai.com/t/1262691`),
  ),
};
