import { type BilledTokens, charge, type ServedTier } from './prices.ts';

/** One answer that was made, whether or not somebody still waited for it. */
export interface BilledCall extends BilledTokens {
  model: string;
  tier: ServedTier;
  /** The images' share of `inputTokens`. */
  imageTokens: number;
  /** 10⁻¹² US $: whole, so that sums are exact. */
  picodollars: number;
}

export interface Bill extends BilledTokens {
  calls: readonly BilledCall[];
  imageTokens: number;
  picodollars: number;
  /** `picodollars` to the nearest millionth of a dollar. */
  microUsd: number;
}

/** What the owner of the account would be charged. */
export function createBill() {
  const calls: BilledCall[] = [];
  return {
    add(call: Omit<BilledCall, 'picodollars'>): void {
      calls.push({ ...call, picodollars: charge(call.model, call.tier, call) });
    },
    read(): Bill {
      const sum = (key: keyof BilledTokens | 'imageTokens' | 'picodollars') =>
        calls.reduce((total, call) => total + call[key], 0);
      const picodollars = sum('picodollars');
      return {
        calls: [...calls],
        inputTokens: sum('inputTokens'),
        imageTokens: sum('imageTokens'),
        cachedTokens: sum('cachedTokens'),
        cacheWriteTokens: sum('cacheWriteTokens'),
        outputTokens: sum('outputTokens'),
        picodollars,
        microUsd: Math.round(picodollars / 1e6),
      };
    },
  };
}
