import type { ErasureReceipt } from '@jmj/contracts';
import { mapAtOnce } from '../batches/plan.ts';
import { userHashOf } from '../draft.ts';
import { parseFingerprint } from '../fingerprint.ts';
import type { PhotoStore } from '../ports/judging.ts';
import type { AnalysisRecord, AnalysisRecords, EventPublisher, Flights } from '../ports/waiting.ts';
import type { QuarantineList } from '../quarantine.ts';
import type { Budgets } from '../spending.ts';
import type { CritiqueEraser, ErasableJobs, Erasures, ForgetUser, User, UserAnalyses } from './ports.ts';

export interface EraseDeps {
  erasures: Erasures;
  records: Pick<AnalysisRecords, 'get' | 'remove'> & UserAnalyses;
  flights: Flights;
  photos: Pick<PhotoStore, 'release'>;
  jobs: ErasableJobs;
  critiques: CritiqueEraser;
  events: EventPublisher;
  budgets: Pick<Budgets, 'close'>;
  forgetLedger: ForgetUser;
  forgetBudgets: ForgetUser;
  forgetIdempotencyKeys: ForgetUser;
  /** @param fingerprints of those that are nobody's now */
  forgetBatchItems: (userHash: string, fingerprints: string[]) => Promise<number>;
  quarantine: Pick<QuarantineList, 'list' | 'clear'>;
  onBackgroundError: (error: unknown) => void;
  /** From then on nothing more is begun, ms. @default 20000 */
  patienceMs?: number | undefined;
}

const AT_ONCE = 16;
const PATIENCE_MS = 20_000;

/**
 * Forgets a person. Everything is found by an index of that user, and each index is emptied last: an erasure that broke off is
 * done again from where it stood.
 *
 * What is under way meanwhile loses the race in either order: whoever writes looks afterwards whether it may stay (the api by
 * `Erasures`, workers by `Ownership`), and both are written here before anything is looked for.
 */
export function createErase(deps: EraseDeps) {
  const { records, flights, jobs } = deps;

  /** Of a job for nobody; one that runs sees at its end that what it has made is nobody's. */
  async function dropJob(fingerprint: string): Promise<boolean> {
    const jobId = await jobs.inFlight(fingerprint);
    if (jobId === undefined) return false;
    // In this order: whoever joins the job from now on sees that it has ended, and asks again.
    await flights.end(fingerprint, { jobId });
    if ((await flights.waiting(fingerprint)).length === 0) return jobs.drop(jobId);
    await flights.clear(fingerprint);
    return false;
  }

  async function eraseAnalysis(id: string): Promise<{ analyses: number; photos: number; jobs: number }> {
    const record = await records.get(id);
    if (!record) return { analyses: 0, photos: 0, jobs: 0 };
    const { fingerprint, photo } = record;
    const wasFetch = await jobs.dropFetch(id);
    await flights.leave(fingerprint, [id]);
    const released = await deps.photos.release(photo.sha256, id);
    const nobodyWaits = (await flights.waiting(fingerprint)).length === 0;
    const dropped = nobodyWaits && (await dropJob(fingerprint));
    await deps.budgets.close(id, false);
    await records.remove(id);
    tellGone(record);
    return { analyses: 1, photos: released ? 1 : 0, jobs: Number(wasFetch) + Number(dropped) };
  }

  /** Whoever waits for it looks now, and finds nothing. */
  function tellGone({ id, fingerprint }: AnalysisRecord): void {
    const event = { type: 'canceled', status: 'canceled', at: new Date().toISOString() } as const;
    deps.events.publish(fingerprint, { ...event, analysisId: id }).catch(deps.onBackgroundError);
  }

  /** The hash of a photo is a trace of whose it was. Should it be sent again, it is found to be poison again. */
  async function forgetPoison(fingerprints: string[]): Promise<void> {
    const photos = new Set(fingerprints.map((it) => parseFingerprint(it)?.sha256));
    const found = (await deps.quarantine.list()).filter(({ sha256 }) => photos.has(sha256));
    for (const { sha256 } of found) await deps.quarantine.clear(sha256);
  }

  /** The same once more, for what was still being taken in. */
  async function again(user: User): Promise<ErasureReceipt> {
    const userHash = userHashOf(user.tenant, user.userId);
    const deadline = performance.now() + (deps.patienceMs ?? PATIENCE_MS);
    const receipt: ErasureReceipt = { ...NOTHING };

    const ids = await records.ofUser(userHash);
    const erased: string[] = [];
    await mapAtOnce(ids, AT_ONCE, async (id) => {
      if (performance.now() > deadline) return;
      const gone = await eraseAnalysis(id);
      receipt.analyses += gone.analyses;
      receipt.photos += gone.photos;
      receipt.jobs += gone.jobs;
      erased.push(id);
    });
    const { fingerprints, ...found } = await deps.critiques.erase(user);
    Object.assign(receipt, found);
    await forgetPoison(fingerprints);
    receipt.batchItems = await deps.forgetBatchItems(userHash, fingerprints);
    receipt.jobs += await jobs.forgetUser(userHash, fingerprints);
    receipt.ledgerLines = await deps.forgetLedger(user, userHash);
    receipt.budgets = await deps.forgetBudgets(user, userHash);
    receipt.idempotencyKeys = await deps.forgetIdempotencyKeys(user, userHash);
    await records.unlist(userHash, erased);
    receipt.complete = erased.length === ids.length;
    return receipt;
  }

  return {
    again,
    async erase(user: User): Promise<ErasureReceipt> {
      await deps.erasures.mark(userHashOf(user.tenant, user.userId));
      return again(user);
    },
  };
}

const NOTHING: ErasureReceipt = {
  analyses: 0,
  photos: 0,
  critiques: 0,
  shared: 0,
  descriptors: 0,
  jobs: 0,
  batchItems: 0,
  ledgerLines: 0,
  budgets: 0,
  idempotencyKeys: 0,
  webhooks: 0,
  complete: true,
};

export type Erase = ReturnType<typeof createErase>;
