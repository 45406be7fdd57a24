import type { Batch } from '@jmj/contracts';
import type { BatchHead, BatchState } from './ports.ts';

/** A batch as callers see it. */
export function toBatch(
  { tenant: _tenant, state, ...head }: BatchHead & { state: BatchState },
  missing: string[],
): Batch {
  const { phase, closed: _closed, touchedAt: _touchedAt, ...counts } = state;
  const { total, completed, failed, canceled } = counts;
  const ended = completed + failed + canceled;
  return {
    ...head,
    status: phase,
    counts: { ...counts, waiting: Math.max(0, total - counts.missing - ended) },
    missing,
  };
}

export const isOver = ({ phase }: Pick<BatchState, 'phase'>): boolean =>
  phase === 'completed' || phase === 'canceled';
