import type { AnalysisJob, PaidCost } from '@jmj/contracts';
import type { Billing } from './bill.ts';
import { Failure } from './failure.ts';
import { governed, Held, heldBack } from './governed.ts';
import { DEFAULT_QUALITY, LOCAL_MODEL } from './judge.ts';
import type { Judge, Judgement, PreparedPhoto } from './ports/judging.ts';
import { NO_WEATHER, type Weather } from './weather.ts';

export interface JudgingDeps {
  judge: Judge;
  billing: Pick<Billing, 'open'>;
  weather?: Weather | undefined;
}

interface Attempt {
  jobId: string;
  again?: boolean | undefined;
  signal: AbortSignal;
}

/** Asks a judge for a job's critique: each call passes the weather first, then the money. */
export function createJudging({ judge, billing, weather = NO_WEATHER }: JudgingDeps) {
  return {
    /**
     * A job that would have to wait is not prepared first; but while nobody answers anyway, its twins are looked for once.
     * @throws Held
     */
    async lookOut({ model, priority }: AnalysisJob, { jobId, again = false }: Attempt): Promise<void> {
      if (model === LOCAL_MODEL) return;
      const hold = await weather.look(model, { jobId, priority });
      if (hold && (hold.why === 'busy' || again)) throw heldBack(model, hold);
    },

    /** @throws Held; Failure as the judge does */
    async judge(
      job: AnalysisJob,
      photo: PreparedPhoto,
      { jobId, signal }: Attempt,
    ): Promise<{ judgement: Judgement; paid: PaidCost | undefined }> {
      const {
        tone,
        language,
        photoType,
        model,
        userHash,
        quality = DEFAULT_QUALITY,
        priority = 'live',
      } = job;
      const tier = priority === 'live' ? 'default' : 'flex';
      const bill = billing.open(job);
      const meter = governed(bill, weather, { jobId, priority });
      try {
        const task = { photo, tone, language, photoType, model, quality, tier, userHash } as const;
        return { judgement: await judge.judge(task, meter, signal), paid: bill.paid() };
      } catch (error) {
        const hold = meter.hold();
        throw hold && error instanceof Failure ? new Held(hold, error) : error;
      }
    },
  };
}
