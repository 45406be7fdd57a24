import type { AnalysisOptions, Estimate, Quality } from '@jmj/contracts';
import { createAsking } from './asking.ts';
import { fingerprintKey } from './fingerprint.ts';
import type { JudgeIdentity } from './judge.ts';
import { hasShown } from './known.ts';
import type { CritiqueCache } from './ports/critiques.ts';
import type { Dimensions, Estimator, ImagePlanner } from './spending.ts';

export interface EstimatesDeps {
  judge: JudgeIdentity;
  critiques: Pick<CritiqueCache, 'ready'>;
  estimator: Estimator;
  planner: ImagePlanner;
  /** For those who ask for none. @default 'standard' */
  quality?: Quality | undefined;
}

export interface EstimateInquiry {
  tenant: string;
  options: AnalysisOptions;
  /** Absent when the header does not tell. */
  dimensions?: Dimensions | undefined;
  sha256?: string | undefined;
}

const NOTHING = { min: 0, expected: 0, max: 0 };

/** Tells what an analysis would cost if it were asked for now. Nothing is counted, kept or held back for it. */
export function createEstimates({ judge, critiques, estimator, planner, quality }: EstimatesDeps) {
  const { qualityOf, fingerprintOf, estimate } = createAsking({ judge, quality, estimator });
  const { model } = judge;
  const free = {
    model,
    microUsd: NOTHING,
    inputTokens: NOTHING,
    imageTokens: NOTHING,
    outputTokens: NOTHING,
  };

  /** By the rule of hash-first: a tenant learns nothing of photos that others have sent. */
  async function isKnown({ tenant, options, sha256 }: EstimateInquiry): Promise<boolean> {
    if (sha256 === undefined) return false;
    const ready = await critiques.ready(fingerprintKey(fingerprintOf(sha256, options)));
    return ready !== undefined && hasShown(tenant, ready);
  }

  return async (inquiry: EstimateInquiry): Promise<Estimate> => {
    const { options, dimensions } = inquiry;
    const plan = dimensions && planner.plan(model, qualityOf(options), dimensions);
    const shown = plan && { width: plan.width, height: plan.height, detail: plan.detail };
    const known = await isKnown(inquiry);
    const cost = known ? undefined : estimate(() => dimensions, options, judge);
    return { known, cost: cost ?? free, plan: shown };
  };
}

export type Estimates = ReturnType<typeof createEstimates>;
