import {
  type AnalysisJob,
  type AnalysisJobResult,
  type PaidCost,
  type Stage,
  withScore,
} from '@jmj/contracts';
import type { Billing } from './bill.ts';
import { Failure, toAnalysisError } from './failure.ts';
import { DEFAULT_QUALITY } from './judge.ts';
import { tenantMark } from './known.ts';
import type {
  AnalysisRecords,
  CachedCritique,
  CritiqueCache,
  EventPublisher,
  Flights,
  Judge,
  Judgement,
  PhotoPreparer,
  PhotoStore,
  PreparedPhoto,
  Settlement,
} from './ports.ts';
import type { ImagePlanner } from './spending.ts';
import { NO_STATISTICS, type Statistics } from './statistics.ts';
import { reuse, type Twins } from './twins.ts';

export interface AnalyzeDeps {
  critiques: CritiqueCache;
  photos: PhotoStore;
  preparer: PhotoPreparer;
  planner: ImagePlanner;
  judge: Judge;
  billing: Billing;
  records: AnalysisRecords;
  flights: Flights;
  events: EventPublisher;
  /** Without it every photo whose bytes are new is judged. */
  twins?: Twins | undefined;
  statistics?: Statistics | undefined;
  cacheTtlSeconds: number;
  onBackgroundError: (error: unknown) => void;
}

export interface AnalyzeContext {
  jobId: string;
  signal: AbortSignal;
  progress(stage: Stage): Promise<void>;
}

interface Found {
  cached: CachedCritique;
  /** How the critique was come by: another job had made it, a judge just has, or it was a twin's. */
  outcome: 'known' | 'judged' | 'twin';
  /** What the call that made it had cost; US dollars, absent when that is not known. */
  usd: number | undefined;
}

const priceOf = ({ source, cost }: CachedCritique): number | undefined =>
  source === 'local' ? 0 : cost?.usd;

/** The worker's side of an analysis: `analyze` judges the photo of one job, `giveUp` tells that it cannot be done. */
export function createAnalyze(deps: AnalyzeDeps) {
  const { critiques, photos, records, flights, statistics = NO_STATISTICS } = deps;

  /** Tells all who wait, and answers how many. Those who come after this find the outcome, which is written before. */
  async function settleAll(
    job: AnalysisJob,
    settlementFor: (analysisId: string) => Settlement,
  ): Promise<number> {
    const waiting = await flights.waiting(job.fingerprint);
    const settled = await Promise.all(
      waiting.map(async (id) => {
        const ended = await records.settle(id, settlementFor(id));
        await photos.release(job.photo.sha256, id);
        return ended;
      }),
    );
    await flights.leave(job.fingerprint, waiting);
    await flights.land(job.fingerprint);
    const { status, completedAt } = settlementFor(job.analysisId);
    tell(job, { type: status, status, at: completedAt });
    return settled.filter(Boolean).length;
  }

  function countEnded(job: AnalysisJob, { outcome, usd }: Found, analyses: number): void {
    // Nobody waits for what a warm-up asked for: how long it took is no answer time.
    const timed = job.priority === 'warm' ? undefined : job.acceptedAt;
    const ms = timed === undefined ? undefined : Date.now() - Date.parse(timed);
    const from = outcome === 'twin' ? 'twin' : 'exact';
    if (outcome === 'judged') statistics.count({ type: 'judged', asked: job, analyses, ms, costUsd: usd });
    // What a warm-up asked for was never counted as missed.
    else if (analyses > 0 && job.priority !== 'warm')
      statistics.count({ type: 'reused', from, asked: job, analyses, ms, savedUsd: usd });
  }

  /** Events are a courtesy: whoever waits also polls, so a lost one delays nobody for long. */
  function tell(job: AnalysisJob, event: Parameters<EventPublisher['publish']>[1]): void {
    deps.events.publish(job.fingerprint, event).catch(deps.onBackgroundError);
  }

  async function enter(
    job: AnalysisJob,
    context: AnalyzeContext,
    stage: Stage,
    startedAt: string,
  ): Promise<void> {
    const type = stage === 'started' ? 'started' : 'progress';
    tell(job, { type, status: 'active', stage, at: new Date().toISOString() });
    await Promise.all([
      flights.report(job.fingerprint, { jobId: context.jobId, stage, startedAt }),
      context.progress(stage),
    ]);
  }

  /** Everybody canceled: nothing is paid for nobody. Who joins while this ends sees the end, and asks again. */
  async function nobodyWaits(job: AnalysisJob, jobId: string): Promise<boolean> {
    if ((await flights.waiting(job.fingerprint)).length > 0) return false;
    await flights.end(job.fingerprint, { jobId });
    return (await flights.waiting(job.fingerprint)).length === 0;
  }

  async function prepare(job: AnalysisJob): Promise<PreparedPhoto> {
    const bytes = await photos.get(job.photo.sha256);
    if (!bytes) throw new Failure('photo-gone', 'The photo is no longer stored: upload it again');
    const { model, quality = DEFAULT_QUALITY } = job;
    return deps.preparer.prepare(bytes, (original) => deps.planner.plan(model, quality, original));
  }

  /** Looks for a twin, else has the photo judged, and keeps what came of it. */
  async function makeCritique(job: AnalysisJob, context: AnalyzeContext, startedAt: string): Promise<Found> {
    await enter(job, context, 'preparing', startedAt);
    const prepared = await prepare(job);
    context.signal.throwIfAborted();
    const twin = (await deps.twins?.look(job, prepared)) ?? {};
    context.signal.throwIfAborted();
    if (twin.known) {
      const cached = reuse(twin.known, ownFacts(job, prepared));
      await critiques.put(job.fingerprint, cached);
      return { cached, outcome: 'twin', usd: priceOf(twin.known) };
    }

    await enter(job, context, 'judging', startedAt);
    const { tone, language, photoType, model, userHash, quality = DEFAULT_QUALITY, priority = 'live' } = job;
    const tier = priority === 'live' ? 'default' : 'flex';
    const bill = deps.billing.open(job);
    const judgement = await deps.judge.judge(
      { photo: prepared, tone, language, photoType, model, quality, tier, userHash },
      bill,
      context.signal,
    );
    // From here on it is paid for: only what keeps the critique may fail the attempt.
    await enter(job, context, 'storing', startedAt).catch(deps.onBackgroundError);
    const cached = toCached(job, prepared, judgement, bill.paid(), deps.cacheTtlSeconds);
    await Promise.all([
      critiques.put(job.fingerprint, cached),
      twin.sketch && deps.twins?.remember(job, twin.sketch, deps.cacheTtlSeconds),
    ]);
    return { cached, outcome: 'judged', usd: priceOf(cached) };
  }

  async function analyze(job: AnalysisJob, context: AnalyzeContext): Promise<AnalysisJobResult> {
    const startedAt = new Date().toISOString();
    const known = await critiques.get(job.fingerprint); // another worker may have been first
    if (!known && (await nobodyWaits(job, context.jobId))) {
      await deps.billing.close(job, false);
      return { outcome: 'abandoned' };
    }
    if (!known) await enter(job, context, 'started', startedAt);
    const found: Found = known
      ? { cached: known, outcome: 'known', usd: priceOf(known) }
      : await makeCritique(job, context, startedAt);

    const { cached, outcome } = found;
    await deps.billing.close(job, outcome === 'judged');
    await flights.end(job.fingerprint, { jobId: context.jobId });
    const completedAt = new Date().toISOString();
    const source = { known: 'cache', twin: 'twin', judged: cached.source } as const;
    const settled = await settleAll(job, (id) => ({
      status: 'completed',
      source: source[outcome],
      // One call was paid for all of them: it shows on the one that caused it.
      cost: outcome === 'judged' && id === job.analysisId ? cached.cost : undefined,
      photo: cached.photo,
      startedAt,
      completedAt,
    }));
    countEnded(job, found, settled);
    return { outcome, source: cached.source };
  }

  async function giveUp(job: AnalysisJob, jobId: string, error: unknown): Promise<void> {
    const told = toAnalysisError(error);
    await deps.billing.close(job, false).catch(deps.onBackgroundError); // what stays held is swept up later
    await flights.end(job.fingerprint, { jobId, error: told });
    const completedAt = new Date().toISOString();
    const settled = await settleAll(job, () => ({ status: 'failed', error: told, completedAt }));
    statistics.count({ type: 'failed', code: told.code, analyses: settled });
  }

  return { analyze, giveUp };
}

export type Analyze = ReturnType<typeof createAnalyze>;

function toCached(
  job: AnalysisJob,
  prepared: PreparedPhoto,
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
    expiresAt: new Date(now + ttlSeconds * 1000).toISOString(),
  };
}

function ownFacts(job: AnalysisJob, { original, exif }: PreparedPhoto) {
  const { sha256, bytes } = job.photo;
  return { photo: { sha256, bytes, ...original }, exif, shownBy: [tenantMark(job.tenant)] };
}
