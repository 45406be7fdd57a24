import type { AnalysisOptions, Estimate, Quality } from '@jmj/contracts';
import { createAsking } from './asking.ts';
import { fingerprintKey } from './fingerprint.ts';
import type { JudgeIdentity } from './judge.ts';
import { hasShown } from './known.ts';
import type { CritiqueCache } from './ports.ts';
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
  const { qualityOf, fingerprintOf } = createAsking({ judge, quality });
  const { model } = judge;

  /** By the rule of hash-first: a tenant learns nothing of photos that others have sent. */
  async function isKnown({ tenant, options, sha256 }: EstimateInquiry): Promise<boolean> {
    if (sha256 === undefined) return false;
    const ready = await critiques.ready(fingerprintKey(fingerprintOf(sha256, options)));
    return ready !== undefined && hasShown(tenant, ready);
  }

  return async (inquiry: EstimateInquiry): Promise<Estimate> => {
    const { options, dimensions } = inquiry;
    const { tone, language, photoType, speed = 'interactive' } = options;
    const asked = { tone, language, photoType, model, quality: qualityOf(options), speed };
    const plan = dimensions && planner.plan(model, asked.quality, dimensions);
    const shown = plan && { width: plan.width, height: plan.height, detail: plan.detail };
    const known = await isKnown(inquiry);
    const cost = known
      ? { model, microUsd: NOTHING, inputTokens: NOTHING, imageTokens: NOTHING, outputTokens: NOTHING }
      : estimator.estimate({ dimensions, ...asked });
    return { known, cost, plan: shown };
  };
}

export type Estimates = ReturnType<typeof createEstimates>;
