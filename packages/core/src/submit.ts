import { createHash, randomUUID } from 'node:crypto';
import type { AnalysisJob, AnalysisOptions, PhotoFormat } from '@jmj/contracts';
import { Failure } from './failure.ts';
import { fingerprintKey } from './fingerprint.ts';
import type { JudgeIdentity } from './judge.ts';
import type {
  AnalysisQueue,
  AnalysisRecord,
  AnalysisRecords,
  CachedCritique,
  CritiqueCache,
  Flights,
  PhotoStore,
  Settlement,
  UserIndex,
} from './ports.ts';

export interface Submission {
  tenant: string;
  photo: { sha256: string; bytes: Uint8Array; format: PhotoFormat };
  options: AnalysisOptions;
}

export interface Submitted {
  record: AnalysisRecord;
  /** The critique, when it is known. */
  known?: CachedCritique | undefined;
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
  analysisTtlSeconds: number;
  onBackgroundError: (error: unknown) => void;
}

/** A job that nobody waited for any more is dropped; one who joins it meanwhile asks again. */
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
  const { critiques, photos, records, flights, queue } = deps;

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
      photo: { sha256: photo.sha256, bytes: photo.bytes.byteLength, format: photo.format },
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
      photo: { sha256: photo.sha256, bytes: photo.bytes.byteLength, format: photo.format },
      tone: options.tone,
      language: options.language,
      photoType: options.photoType,
      promptRevision: deps.judge.promptRevision,
      model: deps.judge.model,
      userHash: options.userId === undefined ? undefined : userHashOf(tenant, options.userId),
    };
  }

  /** The critique was there before anything was asked of a worker: the record is written on the side. */
  function answerKnown(record: AnalysisRecord, known: CachedCritique): Submitted {
    const settled: AnalysisRecord = {
      ...record,
      ...fromCache(known),
      expiresAt: earlier(record.expiresAt, known.expiresAt),
    };
    records.create(settled).catch(deps.onBackgroundError);
    return { record: settled, known, joined: false };
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

  async function enqueue(record: AnalysisRecord, submission: Submission): Promise<Submitted> {
    const { fingerprint } = record;
    await records.create(record);
    await flights.join(fingerprint, record.id);
    for (let tries = 0; tries <= DROPPED_RETRIES; tries++) {
      const { jobId, joined } = await queue.add(jobFor(record, submission));
      const arrived = await critiques.get(fingerprint);
      if (arrived) return { record: await settleNow(record, fromCache(arrived)), known: arrived, joined };
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

  return async function submit(submission: Submission): Promise<Submitted> {
    const { photo, options, tenant } = submission;
    const fingerprint = fingerprintKey({ sha256: photo.sha256, ...options, ...deps.judge });
    const record = newRecord(submission, fingerprint);
    if (options.userId !== undefined) {
      // Noted before there is anything to erase: an entry that nobody can find again could not be erased.
      await deps.users.add({ tenant, userId: options.userId }, fingerprint);
    }

    const known = await critiques.get(fingerprint);
    if (known) return answerKnown(record, known);

    await photos.put(photo, record.id);
    try {
      return await enqueue(record, submission);
    } catch (error) {
      await letGo(record).catch(deps.onBackgroundError);
      throw error;
    }
  };
}

export type Submit = ReturnType<typeof createSubmit>;

const earlier = (a: string, b: string): string => (a < b ? a : b);

function fromCache(known: CachedCritique) {
  const completedAt = new Date().toISOString();
  return { status: 'completed', source: 'cache', photo: known.photo, completedAt } as const;
}
