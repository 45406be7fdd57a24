import { type AnalysisJob, type AnalysisJobResult, type Stage, withScore } from '@jmj/contracts';
import { Failure, toAnalysisError } from './failure.ts';
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

export interface AnalyzeDeps {
  critiques: CritiqueCache;
  photos: PhotoStore;
  preparer: PhotoPreparer;
  judge: Judge;
  records: AnalysisRecords;
  flights: Flights;
  events: EventPublisher;
  cacheTtlSeconds: number;
  onBackgroundError: (error: unknown) => void;
}

export interface AnalyzeContext {
  jobId: string;
  signal: AbortSignal;
  progress(stage: Stage): Promise<void>;
}

/** The worker's side of an analysis: `analyze` judges the photo of one job, `giveUp` tells that it cannot be done. */
export function createAnalyze(deps: AnalyzeDeps) {
  const { critiques, photos, records, flights } = deps;

  /** Tells all who wait. Those who come after this find the outcome, which is written before. */
  async function settleAll(
    job: AnalysisJob,
    settlementFor: (analysisId: string) => Settlement,
  ): Promise<void> {
    const waiting = await flights.waiting(job.fingerprint);
    await Promise.all(
      waiting.map(async (id) => {
        await records.settle(id, settlementFor(id));
        await photos.release(job.photo.sha256, id);
      }),
    );
    await flights.leave(job.fingerprint, waiting);
    const { status, completedAt } = settlementFor(job.analysisId);
    tell(job, { type: status, status, at: completedAt });
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

  async function judgePhoto(
    job: AnalysisJob,
    context: AnalyzeContext,
    startedAt: string,
  ): Promise<CachedCritique> {
    await enter(job, context, 'preparing', startedAt);
    const bytes = await photos.get(job.photo.sha256);
    if (!bytes) throw new Failure('photo-gone', 'The photo is no longer stored: upload it again');
    const prepared = await deps.preparer.prepare(bytes);
    context.signal.throwIfAborted();

    await enter(job, context, 'judging', startedAt);
    const { tone, language, photoType, model, userHash } = job;
    const judgement = await deps.judge.judge(
      { photo: prepared, tone, language, photoType, model, userHash },
      context.signal,
    );
    await enter(job, context, 'storing', startedAt);
    return toCached(job, prepared, judgement, deps.cacheTtlSeconds);
  }

  async function analyze(job: AnalysisJob, context: AnalyzeContext): Promise<AnalysisJobResult> {
    const startedAt = new Date().toISOString();
    const known = await critiques.get(job.fingerprint); // another worker may have been first
    if (!known && (await nobodyWaits(job, context.jobId))) return { outcome: 'abandoned' };
    if (!known) await enter(job, context, 'started', startedAt);
    const cached = known ?? (await judgePhoto(job, context, startedAt));
    if (!known) await critiques.put(job.fingerprint, cached);

    const completedAt = new Date().toISOString();
    await settleAll(job, (id) => ({
      status: 'completed',
      source: known ? 'cache' : cached.source,
      // One call was paid for all of them: it shows on the one that caused it.
      cost: !known && id === job.analysisId ? cached.cost : undefined,
      photo: cached.photo,
      startedAt,
      completedAt,
    }));
    return { outcome: known ? 'known' : 'judged', source: cached.source };
  }

  async function giveUp(job: AnalysisJob, jobId: string, error: unknown): Promise<void> {
    const told = toAnalysisError(error);
    await flights.end(job.fingerprint, { jobId, error: told });
    const completedAt = new Date().toISOString();
    await settleAll(job, () => ({ status: 'failed', error: told, completedAt }));
  }

  return { analyze, giveUp };
}

export type Analyze = ReturnType<typeof createAnalyze>;

function toCached(
  job: AnalysisJob,
  prepared: PreparedPhoto,
  judgement: Judgement,
  ttlSeconds: number,
): CachedCritique {
  const now = Date.now();
  return {
    critique: withScore(judgement.critique),
    source: judgement.source,
    model: judgement.model,
    photo: { sha256: job.photo.sha256, bytes: job.photo.bytes, ...prepared.original },
    exif: prepared.exif,
    cost: judgement.cost,
    shownBy: [tenantMark(job.tenant)],
    judgedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + ttlSeconds * 1000).toISOString(),
  };
}
