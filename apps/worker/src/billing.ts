import { createBudgets, createLedger, type Holder, startHoldSweeper } from '@jmj/billing';
import {
  type AnalysisRecords,
  type Billing,
  createBilling,
  hasEnded,
  type Ledger,
  userHashOf,
} from '@jmj/core';
import { createPayers } from '@jmj/queue';
import type { Logger, Releasers } from '@jmj/runtime';
import type { Redis } from 'ioredis';

/** Ledger and budgets on the queue's Redis, and the sweeper of what is held for nobody. */
export function openBilling(
  deps: {
    redis: Redis;
    keyPrefix: string;
    records: AnalysisRecords;
    log: Logger;
    /** Sees each line on its way into the ledger. */
    watch: (ledger: Ledger) => Ledger;
    onError: (error: unknown) => void;
  },
  releasers: Releasers,
): Billing {
  const { redis, keyPrefix, records, log, onError } = deps;
  const kept = createLedger({ redis, keyPrefix, onError });
  releasers.push('ledger', () => kept.close());
  const ledger = deps.watch(kept);
  const budgets = createBudgets({ redis, keyPrefix, onRefused: kept.countRefusal, onError });
  const payers = createPayers(redis, keyPrefix);
  releasers.push('payers', () => payers.close());

  async function look(holder: string): Promise<Holder> {
    const record = await records.get(holder);
    if (!record) return { isAlive: false };
    const { model, fingerprint, tenant, userId, status, photo } = record;
    // One of a batch is in no queue while its photo, or the provider's answer to many, is waited for.
    const isInBatch = photo.bytes === 0 && !hasEnded(status);
    // Of an analysis that was canceled while others wait, the job goes on and is paid for by it.
    const isAlive = isInBatch || (await payers.of(fingerprint)) === holder;
    const userHash = userId === undefined ? undefined : userHashOf(tenant, userId);
    return { isAlive, model, fingerprint, userHash };
  }

  const sweeper = startHoldSweeper({
    redis,
    keyPrefix,
    budgets,
    ledger,
    look,
    onReleased: (holds) => log.warn({ holds }, 'let go of money that was held for nobody'),
    onError,
  });
  releasers.push('hold sweeper', () => sweeper.stop());
  return createBilling({ budgets, ledger });
}
