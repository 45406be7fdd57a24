import { randomUUID } from 'node:crypto';
import type { Ledger } from '@jmj/core';
import type { Redis } from 'ioredis';
import { budgetPrefix } from './accounts.ts';
import type { RedisBudgets } from './index.ts';

/** What is known of the analysis that holds money. */
export interface Holder {
  /** A job of it is queued or running, or it waits in a batch. */
  isAlive: boolean;
  model?: string | undefined;
  fingerprint?: string | undefined;
  userHash?: string | undefined;
}

export interface HoldSweeperDeps {
  redis: Redis;
  keyPrefix?: string | undefined;
  budgets: RedisBudgets;
  ledger: Ledger;
  /** Asked of holds that have not moved for minutes. */
  look(holder: string): Promise<Holder>;
  /** So many were let go of, in one round. */
  onReleased?: ((holds: number) => void) | undefined;
  onError: (error: unknown) => void;
  /** @default 60000 */
  everyMs?: number | undefined;
}

const PAGE = 100;
/** In one round; the rest is for the next. */
const MOST_PER_ROUND = 2000;
/** What waits may wait for hours: it is looked after this often, ms. */
const AGAIN_MS = 300_000;
/** Longer than a round takes. */
const LOCK_MS = 50_000;

/** Lets go of what is held for analyses that have ended, or vanished. Answers how many; nothing when another process does it. */
export async function sweepHolds(deps: HoldSweeperDeps): Promise<number | undefined> {
  const { redis, keyPrefix = '', budgets, ledger, look } = deps;
  const lock = `${budgetPrefix(keyPrefix)}sweeping`;
  if ((await redis.set(lock, randomUUID(), 'PX', Math.min(LOCK_MS, deps.everyMs ?? LOCK_MS), 'NX')) === null)
    return undefined;
  let released = 0;
  for (let seen = 0; seen < MOST_PER_ROUND; ) {
    const holders = await budgets.unattended(PAGE);
    for (const holder of holders) {
      const found = await look(holder);
      if (found.isAlive) await budgets.keep(holder, AGAIN_MS);
      else {
        await release(holder, found);
        released += 1;
      }
    }
    seen += holders.length;
    if (holders.length < PAGE) break;
  }
  return released;

  async function release(holder: string, { model, fingerprint, userHash }: Holder): Promise<void> {
    const tenant = await budgets.tenantOf(holder);
    const { lostMicroUsd } = await budgets.close(holder, false);
    if (lostMicroUsd === undefined || tenant === undefined) return;
    await ledger.record({
      id: randomUUID(),
      at: new Date().toISOString(),
      analysisId: holder,
      tenant,
      userHash,
      fingerprint: fingerprint ?? 'unknown',
      model: model ?? 'unknown',
      tier: 'default',
      outcome: 'lost',
      microUsd: lostMicroUsd || undefined, // its price was not known
      latencyMs: 0,
    });
  }
}

/** Sweeps at once, for what a crash has left, and then every minute, whichever process is first. */
export function startHoldSweeper(deps: HoldSweeperDeps): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  const sweep = () => {
    running = sweepHolds(deps)
      .then((holds) => holds && deps.onReleased?.(holds))
      .catch(deps.onError);
  };
  sweep();
  const timer = setInterval(sweep, deps.everyMs ?? 60_000);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
