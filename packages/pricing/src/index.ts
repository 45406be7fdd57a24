export { type Catalogue, createCatalogue } from './catalogue.ts';
export { openCatalogue, parseCatalogue } from './catalogue-file.ts';
export { createEstimator, type EstimatorDeps } from './estimator.ts';
export { createFactorStore, type FactorRedis } from './factor-store.ts';
export {
  createFactorBook,
  type FactorBook,
  type FactorStore,
  type FactorSums,
  type KnownFactors,
  keepFresh,
  learnFrom,
  type PredictionError,
} from './factors.ts';
export type { CatalogueFile, ImageRule, ModelFacts, Price } from './facts.ts';
export { imageTokens } from './image-tokens.ts';
export { checkModel, type Lifetime, lifetimeOf } from './lifetime.ts';
export { openPricing, type Pricing, type PricingOptions } from './open.ts';
export { OUTPUT_TOKENS } from './output.ts';
export { createImagePlanner } from './planner.ts';
export { microUsdOf, mostMicroUsd } from './price.ts';
export { PREFIX_TOKENS, PROMPT_TOKENS, textTokensOf } from './prompt.ts';
