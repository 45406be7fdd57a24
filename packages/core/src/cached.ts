import { type AnalysisJob, type PaidCost, withScore } from '@jmj/contracts';
import { tenantMark } from './known.ts';
import type { CachedCritique } from './ports/critiques.ts';
import type { Judgement, PreparedPhoto } from './ports/judging.ts';

/** What is told of a photo beside its critique. */
export type PhotoReading = Pick<PreparedPhoto, 'original' | 'exif'>;

/** Of whose photo it was, nothing is known after so long: then it could not be erased. */
const LONGEST_MS = 172_800_000;

/** How long something that is made for the job may be kept, ms. */
export function keptFor({ notedAt }: Pick<AnalysisJob, 'notedAt'>, ttlMs: number): number {
  if (notedAt === undefined) return ttlMs;
  return Math.max(0, Math.min(ttlMs, Date.parse(notedAt) + LONGEST_MS - Date.now()));
}

/** What the cache keeps of a judgement. */
export function toCached(
  job: AnalysisJob,
  prepared: PhotoReading,
  judgement: Judgement,
  cost: PaidCost | undefined,
  ttlSeconds: number,
): CachedCritique {
  const now = Date.now();
  return {
    critique: withScore(judgement.critique),
    source: judgement.source,
    model: judgement.model,
    ...ownFacts(job, prepared),
    cost,
    judgedAt: new Date(now).toISOString(),
    notedAt: job.notedAt,
    expiresAt: new Date(now + keptFor(job, ttlSeconds * 1000)).toISOString(),
  };
}

/** What the cache keeps of the photo itself. */
export function ownFacts(job: AnalysisJob, { original, exif }: PhotoReading) {
  const { sha256, bytes } = job.photo;
  return { photo: { sha256, bytes, ...original }, exif, shownBy: [tenantMark(job.tenant)] };
}
