import type { AnalysisOptions, Fallback, Priority, Quality } from '@jmj/contracts';
import { draftJob, draftRecord, type Submission, userHashOf } from './draft.ts';
import { Failure } from './failure.ts';
import { type Fingerprint, fingerprintKey } from './fingerprint.ts';
import { DEFAULT_QUALITY, type JudgeIdentity, LOCAL_MODEL, revisionFor } from './judge.ts';
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
  analysisTtlSeconds: number;
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
  const qualityOf = ({ quality = deps.quality ?? DEFAULT_QUALITY }: AnalysisOptions): Quality => quality;
  const priorityOf = ({ speed }: AnalysisOptions): Priority =>
    deps.priority ?? (speed === 'economy' ? 'economy' : 'live');

  function countHit(asked: Fingerprint, from: 'exact' | 'l1', since: number, savedUsd?: number): void {
    statistics.count({ type: 'hit', from, asked, ms: performance.now() - since, savedUsd });
  }

  /** The critique may have arrived just after it was missed: then it is a hit after all. */
  function countSubmitted({ record, joined }: Waiting, asked: Fingerprint, since: number): void {
    if (record.status === 'completed') countHit(asked, 'exact', since);
    else statistics.count({ type: joined ? 'joined' : 'missed', asked });
    if (record.error) statistics.count({ type: 'failed', code: record.error.code, analyses: 1 });
  }

  function fingerprintOf(sha256: string, options: AnalysisOptions, judge = deps.judge): Fingerprint {
    const { tone, language, photoType } = options;
    const promptRevision = revisionFor(judge, qualityOf(options));
    return { sha256, tone, language, photoType, promptRevision, model: judge.model };
  }

  /** What the answer will cost; nothing when it costs nothing. */
  function estimate({ photo, options }: Submission, { model }: JudgeIdentity) {
    if (model === LOCAL_MODEL) return undefined;
    const { tone, language, photoType, speed = 'interactive' } = options;
    const quality = qualityOf(options);
    const dimensions = photo.dimensions?.();
    return deps.estimator?.estimate({ dimensions, tone, language, photoType, model, quality, speed });
  }

  /** Whether the money for it is held back; `local` when the tenant would rather have the local judge then. */
  async function hold({ id, tenant, userId, model, estimated }: AnalysisRecord): Promise<'held' | 'local'> {
    if (model === LOCAL_MODEL || !deps.budgets) return 'held';
    const userHash = userId === undefined ? undefined : userHashOf(tenant, userId);
    return deps.budgets.hold(id, { tenant, userHash }, estimated?.microUsd?.max);
  }

  async function letGoOfHold(id: string): Promise<void> {
    await deps.budgets?.close(id, false);
  }

  /** Notes whose photo led to it before there is anything to erase: what nobody can find again could not be erased. */
  async function noteUser({ tenant, options }: { tenant: string; options: AnalysisOptions }, key: string) {
    if (options.userId !== undefined) await deps.users.add({ tenant, userId: options.userId }, key);
  }

  /** A hit is answered from one read; what there is to note is noted meanwhile. */
  function answer(
    asked: Omit<Submission, 'photo'>,
    fingerprint: Fingerprint,
    ready: ReadyCritique,
    since: number,
  ): { known: KnownAnswer } {
    countHit(fingerprint, ready.fromMemory ? 'l1' : 'exact', since, ready.costUsd);
    noteUser(asked, fingerprintKey(fingerprint)).catch(deps.onBackgroundError);
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
    const job = draftJob(record, submission, judge, priorityOf(submission.options));
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
      if (!hasShown(tenant, ready))
        await critiques.markShown(key, tenantMark(tenant)).catch(deps.onBackgroundError);
      return answer(submission, fingerprint, ready, since);
    }

    await noteUser(submission, key);
    const record: AnalysisRecord = {
      ...draftRecord(submission, {
        fingerprint: key,
        model: judge.model,
        fallback,
        ttlSeconds: deps.analysisTtlSeconds,
      }),
      quality: judge.model === LOCAL_MODEL ? undefined : qualityOf(options),
      estimated: estimate(submission, judge),
    };
    await records.create(record);
    try {
      const alreadyWaiting = (await flights.join(key, record.id)) > 1;
      // Whoever joins others pays nothing; should it come to that after all, the worker holds it back.
      if (!alreadyWaiting && (await hold(record)) === 'local') {
        await withdraw(record);
        return undefined;
      }
      await photos.put({ sha256: photo.sha256, bytes: photo.bytes() }, record.id);
      const submitted = await enqueue(record, submission, judge);
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

  /** The answer to a hash, if the critique is known and this tenant has sent the photo before. */
  async function inquire(inquiry: Inquiry): Promise<KnownAnswer | undefined> {
    const since = performance.now();
    const fingerprint = fingerprintOf(inquiry.sha256, inquiry.options);
    const ready = await critiques.ready(fingerprintKey(fingerprint));
    if (!ready || !hasShown(inquiry.tenant, ready)) return undefined;
    return answer(inquiry, fingerprint, ready, since).known;
  }

  return { submit, inquire };
}

export type Submit = ReturnType<typeof createSubmit>;

function fromCache(known: CachedCritique) {
  const completedAt = new Date().toISOString();
  return { status: 'completed', source: 'cache', photo: known.photo, completedAt } as const;
}
