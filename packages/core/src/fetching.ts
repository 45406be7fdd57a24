import { randomUUID } from 'node:crypto';
import type { AnalysisOptions } from '@jmj/contracts';
import { type AskingDeps, createAsking } from './asking.ts';
import { type IncomingPhoto, UNFETCHED } from './draft.ts';
import { Failure, toAnalysisError } from './failure.ts';
import { readImageUrl } from './image-url.ts';
import { type JudgeIdentity, LOCAL_MODEL } from './judge.ts';
import type { AnalysisRecord, AnalysisRecords, EventPublisher, FetchQueue } from './ports/waiting.ts';
import { NO_STATISTICS, type Statistics } from './statistics.ts';
import type { Submit } from './submit.ts';

/** Stands where the fingerprint will, until the photo and so its hash is known. No other analysis shares it. */
const waitingFor = (analysisId: string): string => `url:${analysisId}`;
const isUnfetched = ({ id, fingerprint }: AnalysisRecord): boolean => fingerprint === waitingFor(id);

export interface SubmitUrlDeps {
  judge: JudgeIdentity;
  records: AnalysisRecords;
  fetches: FetchQueue;
  erasing?: AskingDeps['erasing'];
  analysisTtlSeconds: number;
  onBackgroundError: (error: unknown) => void;
}

/** Takes the address of a photo in. The fetching is a worker's: the hash, and so whether it is known, comes with the photo. */
export function createSubmitUrl(deps: SubmitUrlDeps) {
  const { records, fetches } = deps;
  const { standBy } = createAsking(deps);

  /** @throws Failure `image-url-refused` when the address alone tells that it will not be fetched */
  return async function submitUrl(asked: {
    /** Where it has to be the same when it is submitted again. @default a new one */
    id?: string | undefined;
    tenant: string;
    options: AnalysisOptions;
    imageUrl: string;
  }): Promise<AnalysisRecord> {
    const { id = randomUUID(), tenant, options } = asked;
    const url = readImageUrl(asked.imageUrl);
    const priority = options.speed === 'economy' ? 'economy' : 'live';
    const begun = asked.id === undefined ? undefined : await records.get(id);
    if (begun) {
      await fetches.add(id, url.href, priority);
      return begun;
    }
    const { userId, ...wanted } = options;
    const now = Date.now();
    const record: AnalysisRecord = {
      id,
      tenant,
      userId,
      ...wanted,
      fingerprint: waitingFor(id),
      model: deps.judge.model,
      quality: deps.judge.model === LOCAL_MODEL ? undefined : options.quality,
      photo: UNFETCHED,
      status: 'queued',
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + deps.analysisTtlSeconds * 1000).toISOString(),
    };
    const since = performance.now();
    await records.create(record);
    try {
      await fetches.add(id, url.href, priority);
      await standBy(tenant, [userId], since);
    } catch (error) {
      await records.remove(id).catch(deps.onBackgroundError);
      throw error;
    }
    return record;
  };
}

export type SubmitUrl = ReturnType<typeof createSubmitUrl>;

export interface FetchPhotoDeps {
  /** @throws Failure, or the signal's reason when it aborts */
  fetch(url: string, signal: AbortSignal): Promise<IncomingPhoto>;
  records: AnalysisRecords;
  submit: Pick<Submit, 'resume'>;
  events: EventPublisher;
  statistics?: Statistics | undefined;
  onBackgroundError: (error: unknown) => void;
}

/** The worker's side: `fetch` gets the photo of one analysis, which then goes on like one whose photo was sent. */
export function createFetchPhoto(deps: FetchPhotoDeps) {
  const { records, statistics = NO_STATISTICS } = deps;

  return {
    /** @param url absent when it is no longer kept */
    async fetch(analysisId: string, url: string | undefined, signal: AbortSignal): Promise<void> {
      const record = await records.get(analysisId);
      if (record?.status !== 'queued') return;
      if (url === undefined) {
        if (!isUnfetched(record)) return; // another worker got so far, and went away
        throw new Failure('photo-gone', 'The address is no longer kept: ask again');
      }
      const photo = await deps.fetch(url, signal);
      const { tenant, userId, tone, language, photoType, quality, speed } = record;
      await deps.submit.resume(record, {
        tenant,
        photo,
        options: { userId, tone, language, photoType, quality, speed },
      });
    },

    /** Safe to repeat. */
    async giveUp(analysisId: string, error: unknown): Promise<void> {
      const told = toAnalysisError(error);
      const completedAt = new Date().toISOString();
      const record = await records.get(analysisId);
      if (!record) return;
      const settled = await records.settle(analysisId, { status: 'failed', error: told, completedAt });
      if (settled) statistics.count({ type: 'failed', code: told.code, analyses: 1 });
      const event = { type: 'failed', status: 'failed', at: completedAt, analysisId } as const;
      deps.events.publish(record.fingerprint, event).catch(deps.onBackgroundError);
    },
  };
}

export type FetchPhoto = ReturnType<typeof createFetchPhoto>;
