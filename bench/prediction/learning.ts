import type { Dimensions, ImagePlanner } from '@jmj/core';
import {
  createFactorBook,
  createImagePlanner,
  type FactorBook,
  type FactorStore,
  type FactorSums,
} from '@jmj/pricing';
import { imageTokens } from '@jmj/testing/openai-server/image-tokens';
import type { Pair } from './report.ts';

/** As many tokens as a prompt of ours has beside the photo. */
const TEXT = 1900;
/** What a minute brings: so many calls are noted before the next read of the book. */
const CALLS_A_READ = 10;

function createMemoryStore(): FactorStore {
  const all = new Map<string, FactorSums>();
  return {
    async add(model, note) {
      const zero: FactorSums = {
        calls: 0,
        predicted: 0,
        counted: 0,
        off: 0,
        worst: 0,
        units: 0,
        imageTokens: 0,
      };
      const sums = all.get(model) ?? zero;
      all.set(model, {
        calls: sums.calls + 1,
        predicted: sums.predicted + note.predicted,
        counted: sums.counted + note.counted,
        off: sums.off + note.off,
        worst: Math.max(sums.worst, note.worst),
        units: sums.units + note.units,
        imageTokens: sums.imageTokens + note.imageTokens,
      });
    },
    all: async () => new Map(all),
  };
}

interface Learner {
  model: string;
  planner: ImagePlanner;
  book: FactorBook;
  hiddenFactor: number;
}

/** One call: predicted, counted by the provider's own rule, and learned from. */
async function call({ model, planner, book, hiddenFactor }: Learner, shape: Dimensions): Promise<Pair> {
  const plan = planner.plan(model, 'standard', shape);
  const detail = plan.detail ?? 'high';
  const counted = TEXT + imageTokens(model, { width: plan.width, height: plan.height, detail }, hiddenFactor);
  const predicted = {
    inputTokens: TEXT + plan.tokens.expected,
    imageTokens: plan.tokens.expected,
    imageUnits: plan.units,
  };
  const usage = { inputTokens: counted, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 1 };
  await book.note({ model, outcome: 'completed', usage, predicted });
  return { predicted: predicted.inputTokens, counted };
}

/** Calls for all shapes in a row, of a model whose factor only its provider knows. */
export async function learnAlong(model: string, hiddenFactor: number, shapes: readonly Dimensions[]) {
  const book = createFactorBook(createMemoryStore());
  const learner = { model, book, hiddenFactor, planner: createImagePlanner({ factors: book }) };
  const pairs: Pair[] = [];
  for (const [at, shape] of shapes.entries()) {
    if (at % CALLS_A_READ === 0) await book.refresh();
    pairs.push(await call(learner, shape));
  }
  const [told] = await book.errors();
  return { pairs, factor: told?.factor };
}
