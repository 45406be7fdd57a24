import type {
  CostEstimate,
  Language,
  PhotoType,
  ProblemCode,
  Quality,
  Range,
  Speed,
  Tier,
  Tone,
} from '@jmj/contracts';
import type { CallForecast, CallTold, Clearance } from './weather.ts';

/** In pixels. */
export interface Dimensions {
  width: number;
  height: number;
}

/** How a photo is shown to a model: never larger than it is. */
export interface ImagePlan extends Dimensions {
  /** What the provider is told; absent for a judge that is no provider. */
  detail?: 'low' | 'high' | 'original' | undefined;
  /** What the model will count for it. A range where its rule is not published. */
  tokens: Range;
  /** What its rule counts before it multiplies by a factor: set where that factor is being learned. */
  units?: number | undefined;
}

/** Chooses how photos are shown, from their dimensions alone. Never throws: an unknown model gets a plan that suits most. */
export interface ImagePlanner {
  plan(model: string, quality: Quality, original: Dimensions): ImagePlan;
}

export interface EstimateAsked {
  /** Absent when the header does not tell: then the largest that a photo can be shown is assumed. */
  dimensions?: Dimensions | undefined;
  tone: Tone;
  language: Language;
  photoType: PhotoType;
  model: string;
  quality: Quality;
  speed: Speed;
  /** One of those that the provider judges together: it is had at the batch price. */
  inBatch?: boolean | undefined;
}

/** Tells what an answer will cost before it is asked for. Never throws. */
export interface Estimator {
  estimate(asked: EstimateAsked): CostEstimate;
}

/** Tokens of one call. `inputTokens` counts all of them, cached and written ones included. */
export interface TokenUsage {
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
}

/** One call of a provider as whoever made it reports it. */
export interface CallReport {
  /** The model that answered, or was asked. */
  model: string;
  tier: Tier;
  outcome: 'completed' | ProblemCode;
  /** Absent when the provider did not tell. */
  usage?: TokenUsage | undefined;
  /** Absent when the price of the model, or the usage, is not known. */
  microUsd?: number | undefined;
  /** What was predicted of `usage.inputTokens`, the image's share of that, and `ImagePlan.units`. */
  predicted?: { inputTokens: number; imageTokens: number; imageUnits?: number | undefined } | undefined;
  latencyMs: number;
}

/** Stands between a judge and the money: no call is made before `begin` has let it pass. */
export interface CallMeter {
  /**
   * @param maxMicroUsd the most that the call can cost; absent when the price is not known
   * @param call what is about to be asked. Answers how long to wait for it, where that is known
   * @throws Failure `budget-exceeded`; `Held` when the provider is not to be called now
   */
  begin(
    maxMicroUsd: number | undefined,
    call?: CallForecast,
  ): Promise<Pick<Clearance, 'timeoutMs'> | undefined>;
  /** Also for a call that failed, paid or not. `told`: what the answer said beside its words. */
  end(call: CallReport, told?: CallTold): Promise<void>;
}

/** Who pays. The user only ever as a hash. */
export interface Owner {
  tenant: string;
  userHash?: string | undefined;
}

/** One line of the ledger. */
export interface ProviderCall extends Omit<CallReport, 'outcome'>, Owner {
  id: string;
  /** ISO 8601 */
  at: string;
  /** `lost`: the worker went away in the middle. What it may have cost is taken for spent. */
  outcome: CallReport['outcome'] | 'lost';
  fingerprint: string;
  analysisId: string;
}

export interface Ledger {
  /** Writes the line, once for its id. */
  record(call: ProviderCall): Promise<void>;
}

/** What `holder` could not let go of by itself: a call had begun, and nobody knows how it ended. */
export interface Unsettled {
  /** What was held for the call, and is taken for spent. Absent when there was no such call. */
  lostMicroUsd?: number | undefined;
}

/**
 * Money and analyses that tenants and users may spend by the day and the month (UTC). What is under way is held back from the
 * moment it is accepted, so that together they never spend more than was allowed. `holder` is the id of the analysis that pays.
 */
export interface Budgets {
  /**
   * Holds the most that an answer can cost, and one analysis; repeating it raises the hold to at least that. `local`: there is not
   * enough left, and the tenant wants its photos judged by the local judge then.
   * @param microUsd absent when the price is not known: refused where money is limited
   * @throws Failure `budget-exceeded`
   */
  hold(holder: string, owner: Owner, microUsd: number | undefined): Promise<'held' | 'local'>;
  /**
   * To be called before each call of a provider: sees to it that at least `microUsd` is held, and notes that the call has begun.
   * A call that had begun before and never ended is taken for spent.
   * @throws Failure `budget-exceeded`
   */
  beginCall(holder: string, owner: Owner, microUsd: number | undefined): Promise<Unsettled>;
  /** The call is over: its real cost is spent, and nothing is held for it any more. */
  endCall(holder: string, microUsd: number): Promise<void>;
  /** Lets go of what is still held. One analysis is counted when it was `judged`. Safe to repeat, and for who holds nothing. */
  close(holder: string, judged: boolean): Promise<Unsettled>;
}
