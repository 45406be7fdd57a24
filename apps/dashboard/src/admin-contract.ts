import {
  type BudgetStanding,
  type CacheStatsReport,
  type CostReport,
  monthSchema,
  type Quarantined,
  type StatsPoint,
  sha256Schema,
  statsWindowSchema,
  userIdSchema,
} from '@jmj/contracts';
import type { QueueCounts } from '@jmj/queue';
import { z } from 'zod';

/** Which series the page draws: the last 24 hours by five minutes, or the last 7 days by the hour. */
const rangeSchema = z.enum(['day', 'week']);
export type Range = z.infer<typeof rangeSchema>;

/** Query of `GET /admin/api/figures`. `window`: over which what was asked for is told. */
export const figuresQuerySchema = z.object({
  range: rangeSchema.default('day'),
  window: statsWindowSchema.default('day'),
});
export type FiguresQuery = z.infer<typeof figuresQuerySchema>;

/** Answer of `GET /admin/api/figures`. */
export interface Figures {
  report: Omit<CacheStatsReport, 'series'>;
  range: Range;
  series: StatsPoint[];
  queue: QueueCounts;
  /** Whether whoever asks may act, or only look. */
  mayAct: boolean;
}

/** Query of `GET /admin/api/costs`. Without a month: the running one. */
export const costsQuerySchema = z.object({ month: monthSchema.optional() });

/** Answer of `GET /admin/api/costs`. */
export interface Costs {
  report: CostReport;
  /** The month that runs now: `YYYY-MM`, UTC. */
  running: string;
  budgets: BudgetStanding[];
}

/** Body of `POST /admin/api/users/erase`. */
export const eraseSchema = z.strictObject({
  tenant: z.string().regex(/^[\w.-]{1,64}$/, 'expected the name of a tenant: letters, digits, . _ -'),
  userId: userIdSchema,
});

/** Answer of `GET /admin/api/quarantine`. */
export interface QuarantineShown extends Quarantined {
  /** Whether whoever asks may act, or only look. */
  mayAct: boolean;
}

/** Body of `POST /admin/api/quarantine/release`. */
export const releaseSchema = z.strictObject({ sha256: sha256Schema });

/** How many photos were let go. */
export interface Released {
  removed: number;
}

/** Answer of `POST /admin/api/cache/clear`, and of an erasure: how much was removed. */
export interface Removed {
  critiques: number;
  /** What was kept to recognise copies of the photos. */
  traces: number;
}
