import type { AnalysisJob } from '@jmj/contracts';
import { toAnalysisError } from './failure.ts';
import { LOCAL_MODEL } from './judge.ts';
import type { CachedCritique, UserIndex } from './ports/critiques.ts';
import type { PhotoStore } from './ports/judging.ts';
import type { AnalysisRecords, EventPublisher, FlightEvent, Flights, Settlement } from './ports/waiting.ts';
import type { StandIn } from './stand-ins.ts';
import { NO_STATISTICS, type Statistics } from './statistics.ts';

export interface SettleDeps {
  photos: Pick<PhotoStore, 'release'>;
  records: AnalysisRecords;
  flights: Flights;
  events: EventPublisher;
  /** Notes whose photos led to a stand-in's critique. */
  users?: UserIndex | undefined;
  statistics?: Statistics | undefined;
  onBackgroundError: (error: unknown) => void;
}

/** A critique that is in the cache for those who wait for it. */
export interface Found {
  cached: CachedCritique;
  /** How the critique was come by: another job had made it, a judge just has, or it was a twin's. */
  outcome: 'known' | 'judged' | 'twin';
  /** What the call that made it had cost; US dollars, absent when that is not known. */
  usd: number | undefined;
  /** Another judge's, for those who waited for one that cannot be asked. */
  standIn?: StandIn | undefined;
}

export const usdOf = ({ source, cost }: CachedCritique): number | undefined =>
  source === 'local' ? 0 : cost?.usd;

/** Ends flights: tells all who wait for a fingerprint how it went. What there is to find is written before. */
export function createSettle(deps: SettleDeps) {
  const { photos, records, flights, statistics = NO_STATISTICS } = deps;

  /** Events are a courtesy: whoever waits also polls, so a lost one delays nobody for long. */
  function tell(job: AnalysisJob, event: FlightEvent): void {
    deps.events.publish(job.fingerprint, event).catch(deps.onBackgroundError);
  }

  /** From now on the analysis is one by the judge that stood in: its critique is found under that one's name alone. */
  async function pointTo({ fingerprint, model, fallback }: StandIn, id: string): Promise<void> {
    const record = await records.get(id);
    if (!record) return;
    const { tenant, userId } = record;
    if (userId !== undefined) await deps.users?.add({ tenant, userId }, fingerprint);
    const quality = model === LOCAL_MODEL ? undefined : record.quality;
    const isReplaced = await records.replace({ ...record, fingerprint, model, fallback, quality });
    // Its user was erased meanwhile: nothing is left that could be found by this note.
    if (!isReplaced && userId !== undefined && !(await records.get(id)))
      await deps.users?.remove({ tenant, userId }, fingerprint);
  }

  /** Tells all who wait, and answers how many. Those who come after this find the outcome, which is written before. */
  async function settleAll(
    job: AnalysisJob,
    settlementFor: (analysisId: string) => Settlement,
    standIn?: StandIn,
  ): Promise<number> {
    const waiting = await flights.waiting(job.fingerprint);
    const settled = await Promise.all(
      waiting.map(async (id) => {
        if (standIn) await pointTo(standIn, id);
        const ended = await records.settle(id, settlementFor(id));
        await photos.release(job.photo.sha256, id);
        return ended;
      }),
    );
    await flights.leave(job.fingerprint, waiting);
    if (standIn) await flights.leave(standIn.fingerprint, standIn.waiting);
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

  return {
    tell,

    /** The critique is in the cache: all who wait have it. */
    async complete(job: AnalysisJob, jobId: string, found: Found, startedAt?: string): Promise<void> {
      const { cached, outcome } = found;
      await flights.end(job.fingerprint, { jobId });
      const completedAt = new Date().toISOString();
      const source = { known: 'cache', twin: 'twin', judged: cached.source } as const;
      const completed = (id: string): Settlement => ({
        status: 'completed',
        source: source[outcome],
        // One call was paid for all of them: it shows on the one that caused it.
        cost: outcome === 'judged' && id === job.analysisId ? cached.cost : undefined,
        photo: cached.photo,
        startedAt,
        completedAt,
      });
      const settled = await settleAll(job, completed, found.standIn);
      countEnded(job, found, settled);
    },

    /** There will be no critique: all who wait are told why. */
    async fail(job: AnalysisJob, jobId: string, error: unknown): Promise<void> {
      const told = toAnalysisError(error);
      await flights.end(job.fingerprint, { jobId, error: told });
      const completedAt = new Date().toISOString();
      const settled = await settleAll(job, () => ({ status: 'failed', error: told, completedAt }));
      statistics.count({ type: 'failed', code: told.code, analyses: settled });
    },
  };
}

export type Settle = ReturnType<typeof createSettle>;
