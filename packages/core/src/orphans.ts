import type { AnalysisJob } from '@jmj/contracts';
import { Failure } from './failure.ts';
import { parseFingerprint } from './fingerprint.ts';
import { hasEnded } from './follow.ts';
import type { CritiqueCache } from './ports/critiques.ts';
import type { PhotoStore } from './ports/judging.ts';
import type { AnalysisRecord, AnalysisRecords, FlightList, Flights } from './ports/waiting.ts';
import { type Settle, usdOf } from './settle.ts';

export interface OrphansDeps {
  flights: Flights & FlightList;
  records: Pick<AnalysisRecords, 'get'>;
  critiques: Pick<CritiqueCache, 'get'>;
  photos: Pick<PhotoStore, 'keep'>;
  settle: Settle;
  /** Whether a job waits or runs for it. */
  hasJob(fingerprint: string): Promise<boolean>;
}

/** From the last who joined; by then its request has added the job, or is over, ms. */
const GRACE_MS = 60_000;
const MOST_AT_ONCE = 500;
/** However long a line is, a photo is kept for no longer than this and the store's time: 48 h at most, ms. */
const LONGEST_WAIT_MS = 23 * 3_600_000;

/** The job as it must have been. */
function jobOf({ id, ...record }: AnalysisRecord): AnalysisJob | undefined {
  const { fingerprint, tenant, photo, tone, language, photoType, model, quality } = record;
  const { promptRevision } = parseFingerprint(fingerprint) ?? {};
  if (promptRevision === undefined) return undefined;
  const { sha256, bytes, format = 'jpeg' } = photo;
  const asked = { tone, language, photoType, promptRevision, model, quality };
  return { fingerprint, analysisId: id, tenant, photo: { sha256, bytes, format }, ...asked };
}

/**
 * Looks after what has waited for long: the photo of a job that has not had its turn stays, and what waits for a job that does not
 * exist is ended: its request died before it was added, or it was removed by hand. One of a batch
 * has no job for as long as its photo, or the provider's answer to many, is waited for: it is left alone.
 */
export function createOrphans(deps: OrphansDeps) {
  const { flights, records, photos, settle } = deps;

  async function keepPhoto(fingerprint: string): Promise<void> {
    for (const id of await flights.waiting(fingerprint)) {
      const record = await records.get(id);
      if (!record || hasEnded(record.status)) continue;
      if (Date.parse(record.createdAt) + LONGEST_WAIT_MS < Date.now()) continue;
      await photos.keep(record.photo.sha256);
      return;
    }
  }

  /** Answers how many it ended. */
  async function look(fingerprint: string): Promise<number> {
    if (await deps.hasJob(fingerprint)) {
      await keepPhoto(fingerprint);
      await flights.lookLater(fingerprint);
      return 0;
    }
    const ids = await flights.waiting(fingerprint);
    const found = await Promise.all(ids.map(async (id) => [id, await records.get(id)] as const));
    const over = found.filter(([, record]) => !record || hasEnded(record.status));
    await flights.leave(
      fingerprint,
      over.map(([id]) => id),
    );
    const waiting = found.flatMap(([, record]) => (record && !hasEnded(record.status) ? [record] : []));
    const [first] = waiting;
    const job = first && jobOf(first);
    if (!job || waiting.some(({ photo }) => photo.bytes === 0)) {
      await flights.lookLater(fingerprint);
      return 0;
    }
    const jobId = `swept ${first.id}`;
    const cached = await deps.critiques.get(fingerprint);
    if (cached) await settle.complete(job, jobId, { cached, outcome: 'known', usd: usdOf(cached) });
    else
      await settle.fail(
        job,
        jobId,
        new Failure('worker-lost', 'The job for this photo is gone: submit the photo again'),
      );
    return waiting.length;
  }

  return {
    async sweep(graceMs = GRACE_MS): Promise<number> {
      let ended = 0;
      for (const fingerprint of await flights.longWaiting(graceMs, MOST_AT_ONCE))
        ended += await look(fingerprint);
      return ended;
    },
  };
}
