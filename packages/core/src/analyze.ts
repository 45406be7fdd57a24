import type { AnalysisJob, AnalysisJobResult, Stage } from '@jmj/contracts';
import type { Billing } from './bill.ts';
import { ownFacts, toCached } from './cached.ts';
import { Failure } from './failure.ts';
import { Held } from './governed.ts';
import { DEFAULT_QUALITY } from './judge.ts';
import { createJudging } from './judging.ts';
import { createKeep } from './keep.ts';
import { createOpening, type OpeningDeps } from './opening.ts';
import type { CritiqueCache, UserIndex } from './ports/critiques.ts';
import type { Judge, PhotoPreparer, PhotoStore } from './ports/judging.ts';
import type { AnalysisRecords, EventPublisher, Flights } from './ports/waiting.ts';
import { createSettle, type Found, usdOf } from './settle.ts';
import type { ImagePlanner } from './spending.ts';
import { askInTurn, enlist, standInFor } from './stand-ins.ts';
import type { Statistics } from './statistics.ts';
import { reuse, type Twins } from './twins.ts';
import type { Weather } from './weather.ts';

export interface AnalyzeDeps extends OpeningDeps {
  critiques: CritiqueCache;
  photos: PhotoStore;
  preparer: PhotoPreparer;
  planner: ImagePlanner;
  judge: Judge;
  billing: Billing;
  /** Without it every call is made when its turn in the queue has come. */
  weather?: Weather | undefined;
  /** The model that new analyses name, then those that stand in for it. Without it none does. */
  chain?: string[] | undefined;
  /** Notes whose photos led to a stand-in's critique. */
  users?: UserIndex | undefined;
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
  /** The job has been begun before. */
  again?: boolean | undefined;
  signal: AbortSignal;
  progress(stage: Stage): Promise<void>;
}

interface FlightContext extends AnalyzeContext {
  /** Who waits, waits for this one, whoever is asked. */
  flight?: AnalysisJob | undefined;
}

const photoGone = () => new Failure('photo-gone', 'The photo is no longer stored: upload it again');

/** The worker's side of an analysis: `analyze` judges the photo of one job, `giveUp` tells that it cannot be done. */
export function createAnalyze(deps: AnalyzeDeps) {
  const { critiques, photos, flights } = deps;
  const settle = createSettle(deps);
  const judging = createJudging(deps);
  const keep = createKeep(critiques, deps.onBackgroundError);
  const open = createOpening(deps);

  async function enter(
    job: AnalysisJob,
    context: FlightContext,
    stage: Stage,
    startedAt: string,
  ): Promise<void> {
    const { flight = job, jobId } = context;
    const type = stage === 'started' ? 'started' : 'progress';
    settle.tell(flight, { type, status: 'active', stage, at: new Date().toISOString() });
    await Promise.all([
      flights.report(flight.fingerprint, { jobId, stage, startedAt }),
      context.progress(stage),
    ]);
  }

  /** Everybody canceled: nothing is paid for nobody. Who joins while this ends sees the end, and asks again. */
  async function nobodyWaits(job: AnalysisJob, jobId: string): Promise<boolean> {
    if ((await flights.waiting(job.fingerprint)).length > 0) return false;
    await flights.end(job.fingerprint, { jobId });
    return (await flights.waiting(job.fingerprint)).length === 0;
  }

  async function prepare(job: AnalysisJob, { jobId, signal }: FlightContext) {
    const { sha256 } = job.photo;
    const bytes = await photos.get(sha256);
    if (!bytes) throw photoGone();
    const { model, quality = DEFAULT_QUALITY } = job;
    return open({ sha256, bytes, why: `job ${jobId}`, signal }, async () => {
      const prepared = await deps.preparer.prepare(bytes, (original) =>
        deps.planner.plan(model, quality, original),
      );
      signal.throwIfAborted();
      return { prepared, twin: (await deps.twins?.look(job, prepared)) ?? {} };
    });
  }

  /** Looks for a twin, else has the photo judged, and keeps what came of it. */
  async function makeCritique(job: AnalysisJob, context: FlightContext, startedAt: string): Promise<Found> {
    await judging.lookOut(job, context);
    await enter(job, context, 'preparing', startedAt);
    const { prepared, twin } = await prepare(job, context);
    context.signal.throwIfAborted();
    if (twin.known) {
      const cached = reuse(twin.known, ownFacts(job, prepared));
      await critiques.put(job.fingerprint, cached);
      return { cached, outcome: 'twin', usd: usdOf(twin.known) };
    }

    await enter(job, context, 'judging', startedAt);
    const { judgement, paid } = await judging.judge(job, prepared, context);
    // From here on it is paid for: only what keeps the critique may fail the attempt, and nothing that is told may hold it up.
    const cached = toCached(job, prepared, judgement, paid, deps.cacheTtlSeconds);
    await Promise.all([
      enter(job, context, 'storing', startedAt).catch(deps.onBackgroundError),
      keep(job.fingerprint, cached),
      twin.sketch && deps.twins?.remember(job, twin.sketch, deps.cacheTtlSeconds),
    ]);
    return { cached, outcome: 'judged', usd: usdOf(cached) };
  }

  async function find(job: AnalysisJob, context: FlightContext, startedAt: string): Promise<Found> {
    const known = await critiques.get(job.fingerprint); // another worker may have been first
    return known
      ? { cached: known, outcome: 'known', usd: usdOf(known) }
      : makeCritique(job, context, startedAt);
  }

  async function findInstead(
    job: AnalysisJob,
    asked: AnalysisJob,
    context: AnalyzeContext,
    startedAt: string,
  ): Promise<Found> {
    const waiting = await enlist(deps, job.fingerprint, asked.fingerprint);
    try {
      return {
        ...(await find(asked, { ...context, flight: job }, startedAt)),
        standIn: standInFor(job, asked, waiting),
      };
    } catch (error) {
      await flights.leave(asked.fingerprint, waiting).catch(deps.onBackgroundError);
      throw error;
    }
  }

  /** It waits in the queue again: nobody is at it, and its photo must be there when its turn comes. */
  async function putAside({ fingerprint, photo }: AnalysisJob): Promise<void> {
    await flights.land(fingerprint).catch(deps.onBackgroundError);
    const unknown = (error: unknown) => deps.onBackgroundError(error);
    if ((await photos.keep(photo.sha256).catch(unknown)) === false) throw photoGone();
  }

  async function findInTurn(job: AnalysisJob, context: AnalyzeContext, startedAt: string): Promise<Found> {
    try {
      return await askInTurn(job, deps.chain ?? [], (asked) =>
        asked === job ? find(job, context, startedAt) : findInstead(job, asked, context, startedAt),
      );
    } catch (error) {
      if (error instanceof Held) await putAside(job);
      throw error;
    }
  }

  async function analyze(job: AnalysisJob, context: AnalyzeContext): Promise<AnalysisJobResult> {
    const startedAt = new Date().toISOString();
    const known = await critiques.get(job.fingerprint);
    if (!known && (await nobodyWaits(job, context.jobId))) {
      await deps.billing.close(job, false);
      return { outcome: 'abandoned' };
    }
    if (!known) await enter(job, context, 'started', startedAt);
    const found: Found = known
      ? { cached: known, outcome: 'known', usd: usdOf(known) }
      : await findInTurn(job, context, startedAt);

    const { cached, outcome } = found;
    await deps.billing.close(job, outcome === 'judged');
    await settle.complete(job, context.jobId, found, startedAt);
    return { outcome, source: cached.source };
  }

  async function giveUp(job: AnalysisJob, jobId: string, error: unknown): Promise<void> {
    await deps.billing.close(job, false).catch(deps.onBackgroundError); // what stays held is swept up later
    await settle.fail(job, jobId, error);
  }

  return { analyze, giveUp };
}

export type Analyze = ReturnType<typeof createAnalyze>;
