import type { CostFigures, CostReport, LedgerCall } from '@jmj/contracts';
import { csvOf } from '../csv.ts';

const FIGURES = [
  'calls',
  'failed',
  'lost',
  'unpriced',
  'microUsd',
  'usd',
  'inputTokens',
  'imageTokens',
  'cachedTokens',
  'cacheWriteTokens',
  'outputTokens',
] as const satisfies (keyof CostFigures)[];

interface Row extends CostFigures {
  by: string;
  name: string;
  /** Of input tokens, as shares of what was told: the mean, and that of the worst call. */
  predictionError?: number | undefined;
  predictionWorst?: number | undefined;
}

/** A month as lines: the sum, then each day, model, tier and tenant. */
export function reportCsv(report: CostReport): string {
  const rows: Row[] = [
    { by: 'month', name: report.month, ...report.total },
    ...report.days.map((it) => ({ by: 'day', name: it.day, ...it })),
    ...report.models.map(({ prediction, ...it }) => ({
      by: 'model',
      name: it.model,
      ...it,
      predictionError: prediction?.error,
      predictionWorst: prediction?.worst,
    })),
    ...report.tiers.map((it) => ({ by: 'tier', name: it.tier, ...it })),
    ...report.tenants.map((it) => ({ by: 'tenant', name: it.tenant, ...it })),
  ];
  return csvOf(rows, ['by', 'name', ...FIGURES, 'predictionError', 'predictionWorst']);
}

export function callsCsv(calls: LedgerCall[]): string {
  const rows = calls.map(({ usage, predicted, ...call }) => ({
    ...call,
    ...usage,
    predictedTokens: predicted?.inputTokens,
    imageTokens: predicted?.imageTokens,
  }));
  return csvOf(rows, [
    'at',
    'id',
    'tenant',
    'userHash',
    'analysisId',
    'fingerprint',
    'model',
    'tier',
    'outcome',
    'microUsd',
    'inputTokens',
    'cachedTokens',
    'cacheWriteTokens',
    'outputTokens',
    'predictedTokens',
    'imageTokens',
    'latencyMs',
  ]);
}
