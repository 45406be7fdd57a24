import type { Ledger, ProviderCall } from '@jmj/core';
import { withoutDate } from './catalogue.ts';

/** Sums over the calls of one model. All whole numbers, so that several processes can add to them. */
export interface FactorSums {
  /** Calls whose answer told what was counted. */
  calls: number;
  /** Input tokens as predicted, as counted by the provider, and the sum of |one − other|. */
  predicted: number;
  counted: number;
  off: number;
  /** The largest |predicted − counted| of one call, in thousandths of what was counted. */
  worst: number;
  /** Of the calls whose image factor is being learned: units, and what was counted beyond the predicted text. */
  units: number;
  imageTokens: number;
}

export type FactorNote = Omit<FactorSums, 'calls'>;

/** Where the sums are kept. */
export interface FactorStore {
  add(model: string, note: FactorNote): Promise<void>;
  all(): Promise<Map<string, FactorSums>>;
}

export interface LearnedFactor {
  min: number;
  expected: number;
  max: number;
}

export interface KnownFactors {
  /** Tokens per unit as calls have shown them; `undefined` while too few have. */
  factor(model: string): LearnedFactor | undefined;
}

export const NOTHING_LEARNED: KnownFactors = { factor: () => undefined };

export interface PredictionError {
  model: string;
  calls: number;
  /** |predicted − counted| input tokens, as a share of those counted, over all calls. */
  mean: number;
  /** The same of the worst call. */
  worst: number;
  /** Tokens per unit, where that is learned. */
  factor?: number | undefined;
}

export interface FactorBook extends KnownFactors {
  /** Learns from a call that told its usage; any other is passed over. */
  note(call: Pick<ProviderCall, 'model' | 'outcome' | 'usage' | 'predicted'>): Promise<void>;
  /** Reads what all have learned. */
  refresh(): Promise<void>;
  errors(): Promise<PredictionError[]>;
}

/** Fewer calls prove nothing. */
const ENOUGH_UNITS = 1500;
/** What the real factor may be away from the learned one, while photos of other shapes keep coming. */
const LEEWAY = 0.1;
const NAME = /^[\w.:/-]{1,64}$/;

const learnedFrom = ({ units, imageTokens }: FactorSums): number | undefined =>
  units >= ENOUGH_UNITS && imageTokens > 0 ? imageTokens / units : undefined;

/** Learns from usage how many tokens a model counts per unit of its image rule, and how well they were predicted. */
export function createFactorBook(store: FactorStore): FactorBook {
  let known = new Map<string, number>();

  return {
    factor(model) {
      const expected = known.get(model) ?? known.get(withoutDate(model));
      return expected === undefined
        ? undefined
        : { min: expected * (1 - LEEWAY), expected, max: expected * (1 + LEEWAY) };
    },

    async note({ model, usage, predicted }) {
      const name = withoutDate(model);
      if (!usage?.inputTokens || !predicted || !NAME.test(name)) return;
      const off = Math.abs(predicted.inputTokens - usage.inputTokens);
      const text = predicted.inputTokens - predicted.imageTokens;
      const units = predicted.imageUnits ?? 0;
      await store.add(name, {
        predicted: predicted.inputTokens,
        counted: usage.inputTokens,
        off,
        worst: Math.round((off * 1000) / usage.inputTokens),
        units,
        imageTokens: units ? Math.max(0, usage.inputTokens - text) : 0,
      });
    },

    async refresh() {
      const all = await store.all();
      known = new Map(
        [...all].flatMap(([model, sums]) => {
          const factor = learnedFrom(sums);
          return factor === undefined ? [] : [[model, factor] as const];
        }),
      );
    },

    async errors() {
      const all = await store.all();
      return [...all].map(([model, sums]) => ({
        model,
        calls: sums.calls,
        mean: sums.counted ? sums.off / sums.counted : 0,
        worst: sums.worst / 1000,
        factor: learnedFrom(sums),
      }));
    },
  };
}

/** A ledger whose lines are learned from, too. What cannot be learned stops nothing. */
export function learnFrom(ledger: Ledger, book: FactorBook, onError: (error: unknown) => void): Ledger {
  return {
    async record(call) {
      await ledger.record(call);
      book.note(call).catch(onError);
    },
  };
}

/** Reads the book now and then once a minute, until closed. */
export function keepFresh(
  book: FactorBook,
  onError: (error: unknown) => void,
  everyMs = 60_000,
): { close(): void } {
  const refresh = () => void book.refresh().catch(onError);
  refresh();
  const timer = setInterval(refresh, everyMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
