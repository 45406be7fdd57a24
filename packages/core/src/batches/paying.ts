import type { PaidCost } from '@jmj/contracts';
import type { Bill } from '../bill.ts';
import type { CallReport } from '../spending.ts';
import type { BatchLine } from './ports.ts';
import type { BatchWorkerDeps, Underway } from './worker-deps.ts';

type BilledJob = Parameters<BatchWorkerDeps['billing']['open']>[0];

/** Puts what the provider's batches cost on the bill. */
export function createBatchPaying({
  store,
  billing,
  onTrouble,
}: Pick<BatchWorkerDeps, 'store' | 'billing' | 'onTrouble'>) {
  /**
   * The answer was paid, also when nobody waits any more. It is written down once, however often it is read. The call is begun before
   * that is noted: should the worker go away in between, the hold knows what to take for spent.
   */
  async function pay(
    under: Underway,
    { n, predicted }: BatchLine,
    job: BilledJob,
    report: CallReport | undefined,
  ): Promise<PaidCost | undefined> {
    const bill: Bill = billing.open(job);
    if (!report || (await store.isPaid(under.batch.id, n))) return undefined;
    // Held since the batch was made. Should that be too little, it is spent all the same.
    await bill.begin(report.microUsd).catch((error: unknown) => {
      onTrouble(error, { batchId: under.batch.id });
    });
    if (!(await store.pay(under.batch.id, n))) return undefined;
    await bill.end({ ...report, predicted });
    return bill.paid();
  }

  return {
    pay,
    /** For somebody who was erased since: their tenant has paid for it all the same. */
    async payForNobody(under: Underway, chunkId: string, line: BatchLine, report: CallReport): Promise<void> {
      const { tenant } = under.batch;
      const analysisId = `${chunkId}#${line.n}`;
      const job = { analysisId, fingerprint: 'erased', tenant, model: report.model };
      await pay(under, line, job, report);
      await billing.close(job, false);
    },
  };
}
