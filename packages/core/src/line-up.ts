import type { AnalysisOptions, Fallback, Priority, Quality } from '@jmj/contracts';
import { type AskingDeps, createAsking, priorityOf } from './asking.ts';
import { draftJob, draftRecord, type Submission } from './draft.ts';
import { Failure } from './failure.ts';
import type { Fingerprint } from './fingerprint.ts';
import { type JudgeIdentity, LOCAL_MODEL } from './judge.ts';
import type { CachedCritique, CritiqueCache, UserIndex } from './ports/critiques.ts';
import type { PhotoStore } from './ports/judging.ts';
import type { AnalysisQueue, AnalysisRecord, AnalysisRecords, Flights, Settlement } from './ports/waiting.ts';
import { type Quarantine, quarantined } from './quarantine.ts';
import type { Budgets, Estimator } from './spending.ts';
import { NO_STATISTICS, type Statistics } from './statistics.ts';

export interface Waiting {
  known?: undefined;
  record: AnalysisRecord;
  /** It joined a job that was already in flight for the same fingerprint. */
  joined: boolean;
}

export interface SubmitDeps {
  judge: JudgeIdentity;
  critiques: CritiqueCache;
  photos: PhotoStore;
  records: AnalysisRecords;
  flights: Flights;
  queue: AnalysisQueue;
  users: UserIndex;
  statistics?: Statistics | undefined;
  /** Tells what an answer will cost. Without it nothing is estimated, and nothing held back. */
  estimator?: Estimator | undefined;
  budgets?: Budgets | undefined;
  /** Without it no photo is refused for what it did to workers. */
  quarantine?: Pick<Quarantine, 'has'> | undefined;
  erasing?: AskingDeps['erasing'];
  analysisTtlSeconds: number;
  /** The most that workers open. @default what they are set to unless told otherwise */
  maxPixels?: number | undefined;
  /** What its jobs are added with. @default by what was asked: 'live' or 'economy' */
  priority?: Priority | undefined;
  /** For those who ask for none. @default 'standard' */
  quality?: Quality | undefined;
  onBackgroundError: (error: unknown) => void;
}

/** One who joins a job that is over already, without finding its critique, asks again. */
const DROPPED_RETRIES = 5;
const DROPPED_PAUSE_MS = 100;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Has an analysis wait for the one job that judges its photo.
 *
 * The order loses nobody. The worker writes the outcome before it looks who waits; here the waiting is noted before the job
 * is added, and the outcome looked at again after. Whichever comes first, one of the two sees the other.
 */
export function createLineUp(deps: SubmitDeps) {
  const { critiques, photos, records, flights, queue, statistics = NO_STATISTICS } = deps;
  const asking = createAsking(deps);
  const { qualityOf, hold, letGoOfHold } = asking;
  const priorityFor = (options: AnalysisOptions): Priority => deps.priority ?? priorityOf(options);

  function countHit(asked: Fingerprint, from: 'exact' | 'l1', since: number, savedUsd?: number): void {
    statistics.count({ type: 'hit', from, asked, ms: performance.now() - since, savedUsd });
  }

  /** The critique may have arrived just after it was missed: then it is a hit after all. */
  function countSubmitted({ record, joined }: Waiting, asked: Fingerprint, since: number): void {
    if (record.status === 'completed') countHit(asked, 'exact', since);
    else statistics.count({ type: joined ? 'joined' : 'missed', asked });
    if (record.error) statistics.count({ type: 'failed', code: record.error.code, analyses: 1 });
  }

  async function letGo(record: AnalysisRecord): Promise<void> {
    await flights.leave(record.fingerprint, [record.id]);
    await photos.release(record.photo.sha256, record.id);
    await letGoOfHold(record.id);
  }

  async function refusePoison(sha256: string): Promise<void> {
    if (await deps.quarantine?.has(sha256)) throw quarantined();
  }

  async function settleNow(record: AnalysisRecord, settlement: Settlement): Promise<AnalysisRecord> {
    await records.settle(record.id, settlement);
    await letGo(record);
    return { ...record, ...settlement };
  }

  async function enqueue(
    record: AnalysisRecord,
    submission: Submission,
    judge: JudgeIdentity,
  ): Promise<Waiting> {
    const { fingerprint } = record;
    const job = draftJob(record, submission, judge, priorityFor(submission.options));
    for (let tries = 0; tries <= DROPPED_RETRIES; tries++) {
      const { jobId, joined } = await queue.add(job);
      const arrived = await critiques.get(fingerprint);
      if (arrived) return { record: await settleNow(record, fromCache(arrived)), joined };
      const { end } = joined ? await flights.look(fingerprint) : {};
      if (end?.jobId !== jobId) {
        if (joined) await letGoOfHold(record.id); // it is paid for by whoever was first
        return { record, joined };
      }
      if (end.error) {
        const failed = { status: 'failed', error: end.error, completedAt: new Date().toISOString() } as const;
        return { record: await settleNow(record, failed), joined };
      }
      await pause(DROPPED_PAUSE_MS);
    }
    throw new Failure('queue-unavailable', 'The job for this photo is stuck: try again in a moment');
  }

  const recordOf = (
    submission: Submission,
    fingerprint: string,
    judge: JudgeIdentity,
    fallback: Fallback | undefined,
  ): AnalysisRecord => ({
    ...draftRecord(submission, {
      fingerprint,
      model: judge.model,
      fallback,
      ttlSeconds: deps.analysisTtlSeconds,
    }),
    quality: judge.model === LOCAL_MODEL ? undefined : qualityOf(submission.options),
    estimated: asking.estimate(submission.photo.dimensions, submission.options, judge),
  });

  /** Answers nothing when the tenant wants the local judge instead, for want of money. */
  async function queueUp(
    record: AnalysisRecord,
    submission: Submission,
    judge: JudgeIdentity,
  ): Promise<Waiting | undefined> {
    const alreadyWaiting = (await flights.join(record.fingerprint, record.id)) > 1;
    // Whoever joins others pays nothing; should it come to that after all, the worker holds it back.
    if (!alreadyWaiting && (await hold(record)) === 'local') return undefined;
    const { sha256, bytes } = submission.photo;
    await photos.put({ sha256, bytes: bytes() }, record.id);
    return enqueue(record, submission, judge);
  }

  return { asking, countHit, countSubmitted, letGo, refusePoison, settleNow, recordOf, queueUp };
}

export type LineUp = ReturnType<typeof createLineUp>;

export function fromCache(known: CachedCritique) {
  const completedAt = new Date().toISOString();
  return { status: 'completed', source: 'cache', photo: known.photo, completedAt } as const;
}
