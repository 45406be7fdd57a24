import { createHash, randomUUID } from 'node:crypto';
import type { AnalysisJob, AnalysisOptions, PhotoFormat, Priority } from '@jmj/contracts';
import { Failure } from './failure.ts';
import { type Fingerprint, fingerprintKey } from './fingerprint.ts';
import type { JudgeIdentity } from './judge.ts';
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
import { NO_STATISTICS, type Statistics } from './statistics.ts';

export interface IncomingPhoto {
  sha256: string;
  /** Bytes. */
  size: number;
  format: PhotoFormat;
  /** All of it in one piece: asked for only when it has to be kept. */
  bytes(): Uint8Array;
}

export interface Submission {
  tenant: string;
  photo: IncomingPhoto;
  options: AnalysisOptions;
}

export type Submitted =
  | { known: KnownAnswer }
  | {
      known?: undefined;
      record: AnalysisRecord;
      /** It joined a job that was already in flight for the same fingerprint. */
      joined: boolean;
    };

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
  analysisTtlSeconds: number;
  /** What its jobs are added with. @default 'live' */
  priority?: Priority | undefined;
  onBackgroundError: (error: unknown) => void;
}

/** One who joins a job that is over already, without finding its critique, asks again. */
const DROPPED_RETRIES = 5;
const DROPPED_PAUSE_MS = 100;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A user's name for the provider: stable, and nobody's name. */
const userHashOf = (tenant: string, userId: string): string =>
  createHash('sha256').update(`${tenant}\0${userId}`).digest('hex');

/**
 * Takes a photo in: answers a known one from the cache, else sees to it that exactly one job judges it.
 *
 * The order loses nobody. The worker writes the outcome before it looks who waits; here the waiting is noted before the job
 * is added, and the outcome looked at again after. Whichever comes first, one of the two sees the other.
 */
export function createSubmit(deps: SubmitDeps) {
  const { critiques, photos, records, flights, queue, statistics = NO_STATISTICS } = deps;

  function newRecord({ tenant, photo, options }: Submission, fingerprint: string): AnalysisRecord {
    const { userId, ...asked } = options;
    const now = Date.now();
    return {
      id: randomUUID(),
      tenant,
      userId,
      fingerprint,
      model: deps.judge.model,
      ...asked,
      photo: factsOf(photo),
      status: 'queued',
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + deps.analysisTtlSeconds * 1000).toISOString(),
    };
  }

  function jobFor(record: AnalysisRecord, { tenant, photo, options }: Submission): AnalysisJob {
    return {
      fingerprint: record.fingerprint,
      analysisId: record.id,
      tenant,
      photo: factsOf(photo),
      tone: options.tone,
      language: options.language,
      photoType: options.photoType,
      promptRevision: deps.judge.promptRevision,
      model: deps.judge.model,
      userHash: options.userId === undefined ? undefined : userHashOf(tenant, options.userId),
      // How long nobody waited for a warm-up says nothing about how soon people are answered.
      acceptedAt: deps.priority === 'warm' ? undefined : record.createdAt,
      priority: deps.priority,
    };
  }

  function countHit(asked: Fingerprint, from: 'exact' | 'l1', since: number, savedUsd?: number): void {
    statistics.count({ type: 'hit', from, asked, ms: performance.now() - since, savedUsd });
  }

  /** The critique may have arrived just after it was missed: then it is a hit after all. */
  function countSubmitted(
    { record, joined }: Exclude<Submitted, { known: KnownAnswer }>,
    asked: Fingerprint,
    since: number,
  ): void {
    if (record.status === 'completed') countHit(asked, 'exact', since);
    else statistics.count({ type: joined ? 'joined' : 'missed', asked });
    if (record.error) statistics.count({ type: 'failed', code: record.error.code, analyses: 1 });
  }

  const fingerprintOf = (sha256: string, { tone, language, photoType }: AnalysisOptions): Fingerprint => ({
    sha256,
    tone,
    language,
    photoType,
    ...deps.judge,
  });

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
  }

  async function settleNow(record: AnalysisRecord, settlement: Settlement): Promise<AnalysisRecord> {
    await records.settle(record.id, settlement);
    await letGo(record);
    return { ...record, ...settlement };
  }

  async function enqueue(
    record: AnalysisRecord,
    submission: Submission,
  ): Promise<Exclude<Submitted, { known: KnownAnswer }>> {
    const { fingerprint } = record;
    await records.create(record);
    await flights.join(fingerprint, record.id);
    for (let tries = 0; tries <= DROPPED_RETRIES; tries++) {
      const { jobId, joined } = await queue.add(jobFor(record, submission));
      const arrived = await critiques.get(fingerprint);
      if (arrived) return { record: await settleNow(record, fromCache(arrived)), joined };
      const { end } = joined ? await flights.look(fingerprint) : {};
      if (end?.jobId !== jobId) return { record, joined };
      if (end.error) {
        const failed = { status: 'failed', error: end.error, completedAt: new Date().toISOString() } as const;
        return { record: await settleNow(record, failed), joined };
      }
      await pause(DROPPED_PAUSE_MS);
    }
    throw new Failure('queue-unavailable', 'The job for this photo is stuck: try again in a moment');
  }

  async function submit(submission: Submission): Promise<Submitted> {
    const since = performance.now();
    const { photo, options, tenant } = submission;
    const fingerprint = fingerprintOf(photo.sha256, options);
    const key = fingerprintKey(fingerprint);
    const ready = await critiques.ready(key);
    if (ready) {
      // Awaited, for the id of the answer is good only for a tenant that is known to have the photo.
      if (!hasShown(tenant, ready))
        await critiques.markShown(key, tenantMark(tenant)).catch(deps.onBackgroundError);
      return answer(submission, fingerprint, ready, since);
    }

    await noteUser(submission, key);
    const record = newRecord(submission, key);
    await photos.put({ sha256: photo.sha256, bytes: photo.bytes() }, record.id);
    try {
      const submitted = await enqueue(record, submission);
      countSubmitted(submitted, fingerprint, since);
      return submitted;
    } catch (error) {
      await letGo(record).catch(deps.onBackgroundError);
      throw error;
    }
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

const factsOf = ({ sha256, size, format }: IncomingPhoto) => ({ sha256, bytes: size, format });

function fromCache(known: CachedCritique) {
  const completedAt = new Date().toISOString();
  return { status: 'completed', source: 'cache', photo: known.photo, completedAt } as const;
}
