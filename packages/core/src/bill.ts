import { randomUUID } from 'node:crypto';
import type { AnalysisJob, PaidCost } from '@jmj/contracts';
import type { Budgets, CallMeter, CallReport, Ledger, Unsettled } from './spending.ts';

export interface BillDeps {
  budgets: Budgets;
  ledger: Ledger;
}

/** What one attempt at a job pays for. */
export interface Bill extends CallMeter {
  /** The sum of its calls; absent when there were none that counted tokens. */
  paid(): PaidCost | undefined;
}

type BilledJob = Pick<AnalysisJob, 'analysisId' | 'fingerprint' | 'tenant' | 'userHash' | 'model'>;

/** Two calls of one job as one cost: what is not known of one is not known of both. */
function sum(one: PaidCost | undefined, { model, tier, usage, microUsd }: CallReport): PaidCost | undefined {
  if (!usage) return one;
  const micro = one
    ? one.microUsd !== undefined && microUsd !== undefined && one.microUsd + microUsd
    : microUsd;
  return {
    ...(typeof micro === 'number' && { usd: micro / 1_000_000, microUsd: micro }),
    inputTokens: usage.inputTokens + (one?.inputTokens ?? 0),
    cachedTokens: usage.cachedTokens + (one?.cachedTokens ?? 0),
    outputTokens: usage.outputTokens + (one?.outputTokens ?? 0),
    model,
    tier,
    ...(one && { calls: (one.calls ?? 1) + 1 }),
  };
}

/** Every call of a provider passes here: held back before, settled and written down after. */
export function createBilling({ budgets, ledger }: BillDeps) {
  async function write(job: BilledJob, call: CallReport | LostCall): Promise<void> {
    const { analysisId, fingerprint, tenant, userHash } = job;
    const line = {
      id: randomUUID(),
      at: new Date().toISOString(),
      analysisId,
      fingerprint,
      tenant,
      userHash,
    };
    await ledger.record({ ...line, ...call });
  }

  /** A worker went away in the middle of a call: the provider may have been paid. */
  async function writeLost(job: BilledJob, { lostMicroUsd }: Unsettled): Promise<void> {
    if (lostMicroUsd === undefined) return;
    const { model } = job;
    const microUsd = lostMicroUsd || undefined; // nothing was held: its price is not known
    await write(job, { model, tier: 'default', outcome: 'lost', microUsd, latencyMs: 0 });
  }

  return {
    open(job: BilledJob): Bill {
      let total: PaidCost | undefined;
      return {
        async begin(maxMicroUsd) {
          await writeLost(job, await budgets.beginCall(job.analysisId, job, maxMicroUsd));
        },
        async end(call) {
          total = sum(total, call);
          await budgets.endCall(job.analysisId, call.microUsd ?? 0);
          await write(job, call);
        },
        paid: () => total,
      };
    },
    /** The job is over, however it ended: nothing is held for it any more. */
    async close(job: BilledJob, judged: boolean): Promise<void> {
      await writeLost(job, await budgets.close(job.analysisId, judged));
    },
  };
}

type LostCall = Omit<CallReport, 'outcome'> & { outcome: 'lost' };

export type Billing = ReturnType<typeof createBilling>;
