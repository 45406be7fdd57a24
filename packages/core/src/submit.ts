import type { AnalysisOptions, Fallback, Priority, Quality } from '@jmj/contracts';
import { type AskingDeps, createAsking, priorityOf } from './asking.ts';
import { draftJob, draftRecord, type Submission } from './draft.ts';
import { Failure } from './failure.ts';
import { type Fingerprint, fingerprintKey } from './fingerprint.ts';
import { type JudgeIdentity, LOCAL_MODEL } from './judge.ts';
import { answerKnown, hasShown, type KnownAnswer, tenantMark } from './known.ts';
import type {
  AnalysisQueue,
  AnalysisRecord,
  AnalysisRecords,
  CachedCritique,
  CritiqueCache,
  Flights,
  PhotoStore,
  ReadyCritique,
  Settlement,
  UserIndex,
} from './ports.ts';
import { type Quarantine, quarantined } from './quarantine.ts';
import type { Budgets, Estimator } from './spending.ts';
import { NO_STATISTICS, type Statistics } from './statistics.ts';

interface Waiting {
  known?: undefined;
  record: AnalysisRecord;
  /** It joined a job that was already in flight for the same fingerprint. */
  joined: boolean;
}

export type Submitted = { known: KnownAnswer } | Waiting;

/** A photo named by its hash, in the hope that it need not be sent. */
export type Inquiry = Omit<Submission, 'photo'> & { sha256: string };

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
 * Takes a photo in: answers a known one from the cache, else sees to it that exactly one job judges it.
 *
 * The order loses nobody. The worker writes the outcome before it looks who waits; here the waiting is noted before the job
 * is added, and the outcome looked at again after. Whichever comes first, one of the two sees the other.
 */
export function createSubmit(deps: SubmitDeps) {
  const { critiques, photos, records, flights, queue, statistics = NO_STATISTICS } = deps;

  const local: JudgeIdentity = { model: LOCAL_MODEL, promptRevision: deps.judge.promptRevision };
  const { qualityOf, fingerprintOf, hold, letGoOfHold, ...asking } = createAsking(deps);
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

  /** A hit is answered from one read; what there is to note is noted meanwhile. */
  function answer(
    asked: Omit<Submission, 'photo'>,
    fingerprint: Fingerprint,
    ready: ReadyCritique,
    since: number,
  ): { known: KnownAnswer } {
    countHit(fingerprint, ready.fromMemory ? 'l1' : 'exact', since, ready.costUsd);
    asking
      .noteHit(asked.tenant, asked.options, fingerprint, asked.since ?? since)
      .catch(deps.onBackgroundError);
    return { known: answerKnown(fingerprint, asked.options, ready, Date.now()) };
  }

  async function letGo(record: AnalysisRecord): Promise<void> {
    await flights.leave(record.fingerprint, [record.id]);
    await photos.release(record.photo.sha256, record.id);
    await letGoOfHold(record.id);
  }

  /** Nobody was told its id: it goes without a trace. */
  async function withdraw(record: AnalysisRecord): Promise<void> {
    await letGo(record);
    await records.remove(record.id);
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

  /** Answers nothing when the tenant wants the local judge instead, for want of money. */
  async function submitTo(
    judge: JudgeIdentity,
    submission: Submission,
    fallback?: Fallback,
  ): Promise<Submitted | undefined> {
    const since = performance.now();
    const { photo, options, tenant } = submission;
    const fingerprint = fingerprintOf(photo.sha256, options, judge);
    const key = fingerprintKey(fingerprint);
    const ready = await critiques.ready(key);
    if (ready) {
      // Awaited, for the id of the answer is good only for a tenant that is known to have the photo.
      if (!hasShown(tenant, ready)) {
        await asking.noteUser(tenant, {}, fingerprint);
        await critiques.markShown(key, tenantMark(tenant)).catch(deps.onBackgroundError);
      }
      return answer(submission, fingerprint, ready, since);
    }

    photo.refuseBomb?.(deps.maxPixels);
    await refusePoison(photo.sha256);
    await asking.noteUser(tenant, options, fingerprint);
    const record = recordOf(submission, key, judge, fallback);
    await records.create(record);
    try {
      const submitted = await queueUp(record, submission, judge);
      if (!submitted) {
        await withdraw(record);
        return undefined;
      }
      await asking.standBy(tenant, [options.userId], submission.since ?? since);
      countSubmitted(submitted, fingerprint, since);
      return submitted;
    } catch (error) {
      await withdraw(record).catch(deps.onBackgroundError);
      throw error;
    }
  }

  /** @throws Failure `budget-exceeded`, `photo-store-full` or `queue-unavailable` */
  async function submit(submission: Submission): Promise<Submitted> {
    const submitted =
      (await submitTo(deps.judge, submission)) ??
      (await submitTo(local, submission, { from: deps.judge.model, reason: 'budget' }));
    if (!submitted) throw new Failure('internal', 'The local judge was refused for want of money');
    return submitted;
  }

  /** Whether it has come to an end, or waits for one now: false when the tenant wants the local judge instead. */
  async function resumeWith(
    judge: JudgeIdentity,
    waiting: AnalysisRecord,
    submission: Submission,
    fallback?: Fallback,
  ): Promise<boolean> {
    const { id, createdAt, expiresAt } = waiting;
    const since = performance.now();
    const { photo, options, tenant } = submission;
    photo.refuseBomb?.(deps.maxPixels);
    await refusePoison(photo.sha256);
    const fingerprint = fingerprintOf(photo.sha256, options, judge);
    const key = fingerprintKey(fingerprint);
    const record = { ...recordOf(submission, key, judge, fallback), id, createdAt, expiresAt };
    if (!(await records.replace(record))) return true;
    await asking.noteUser(tenant, options, fingerprint);
    // An earlier attempt had found another photo there.
    if (waiting.photo.bytes > 0 && waiting.fingerprint !== key) await letGo(waiting);
    try {
      const known = await critiques.get(key);
      if (known) {
        await critiques.markShown(key, tenantMark(tenant)).catch(deps.onBackgroundError);
        await settleNow(record, fromCache(known));
        countHit(fingerprint, 'exact', since);
        await asking.standBy(tenant, [options.userId], since);
        return true;
      }
      const submitted = await queueUp(record, submission, judge);
      await asking.standBy(tenant, [options.userId], since);
      // Who cancels meanwhile may have seen it as it was before.
      const canceled = (await records.get(id))?.status === 'canceled';
      if (!submitted || canceled) await letGo(record);
      if (submitted) countSubmitted(submitted, fingerprint, since);
      return submitted !== undefined || canceled;
    } catch (error) {
      await letGo(record).catch(deps.onBackgroundError);
      throw error;
    }
  }

  /**
   * Goes on with an analysis whose photo had to be fetched first, as if it had been sent now. Safe to repeat. Nothing is done for
   * one that was canceled meanwhile.
   * @throws Failure as `submit`
   */
  async function resume(waiting: AnalysisRecord, submission: Submission): Promise<void> {
    const done =
      (await resumeWith(deps.judge, waiting, submission)) ||
      (await resumeWith(local, waiting, submission, { from: deps.judge.model, reason: 'budget' }));
    if (!done) throw new Failure('internal', 'The local judge was refused for want of money');
  }

  /** The answer to a hash, if the critique is known and this tenant has sent the photo before. */
  async function inquire(inquiry: Inquiry): Promise<KnownAnswer | undefined> {
    const since = performance.now();
    const fingerprint = fingerprintOf(inquiry.sha256, inquiry.options);
    const ready = await critiques.ready(fingerprintKey(fingerprint));
    if (!ready || !hasShown(inquiry.tenant, ready)) return undefined;
    return answer(inquiry, fingerprint, ready, since).known;
  }

  return { submit, resume, inquire };
}

export type Submit = ReturnType<typeof createSubmit>;

function fromCache(known: CachedCritique) {
  const completedAt = new Date().toISOString();
  return { status: 'completed', source: 'cache', photo: known.photo, completedAt } as const;
}
