import type { Estimator, ImagePlanner } from '@jmj/core';
import type { Catalogue } from './catalogue.ts';
import { openCatalogue } from './catalogue-file.ts';
import { createEstimator } from './estimator.ts';
import { createFactorStore, type FactorRedis } from './factor-store.ts';
import { createFactorBook, type FactorBook, keepFresh } from './factors.ts';
import { checkModel } from './lifetime.ts';
import { createImagePlanner } from './planner.ts';

export interface Pricing {
  catalogue: Catalogue;
  planner: ImagePlanner;
  estimator: Estimator;
  /** What is learned of models from their answers; read again every minute, until closed. */
  book: FactorBook;
  close(): void;
}

export interface PricingOptions {
  redis: FactorRedis;
  keyPrefix: string;
  /** A catalogue of the operator's, over ours. */
  cataloguePath: string | undefined;
  /** The one that this service judges by. */
  model: string;
  /** Those that stand in for it. */
  standIns?: readonly string[] | undefined;
  now: Date;
  warn: (message: string) => void;
  /** When what was learned cannot be read: what was read before goes on to count. */
  onError: (error: unknown) => void;
}

/**
 * The parts that know prices, for a service that starts.
 * @throws Error when the operator's catalogue is wrong, or one of the models was shut down
 */
export function openPricing(options: PricingOptions): Pricing {
  const catalogue = openCatalogue(options.cataloguePath);
  for (const model of [options.model, ...(options.standIns ?? [])]) checkModel(catalogue, model, options);
  const book = createFactorBook(createFactorStore(options.redis, options.keyPrefix));
  const planner = createImagePlanner({ catalogue, factors: book });
  const { close } = keepFresh(book, options.onError);
  return { catalogue, planner, estimator: createEstimator({ catalogue, planner }), book, close };
}
