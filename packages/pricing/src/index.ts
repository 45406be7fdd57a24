export { factsOf, MODELS, priceOf, shutdownOf, type TokenUsage } from './catalogue.ts';
export { createImagePlanner } from './planner.ts';
