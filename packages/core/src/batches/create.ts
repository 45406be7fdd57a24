import type { BatchRequest, CreatedBatch } from '@jmj/contracts';
import type { Asking } from '../asking.ts';
import { draftJob, draftRecord, userHashOf } from '../draft.ts';
import { Failure, toAnalysisError } from '../failure.ts';
import { fingerprintKey } from '../fingerprint.ts';
import { type JudgeIdentity, LOCAL_MODEL } from '../judge.ts';
import { answerKnown, hasShown } from '../known.ts';
import type { CritiqueCache } from '../ports/critiques.ts';
import type { AnalysisRecord, AnalysisRecords, Flights } from '../ports/waiting.ts';
import { NO_STATISTICS, type Statistics } from '../statistics.ts';
import { mapAtOnce, newBatchId, sumOf, type Wish, wishesOf } from './plan.ts';
import type { BatchEntry, BatchHead, BatchItemRecord, BatchQueue, BatchStore } from './ports.ts';
import { toBatch } from './view.ts';

export interface CreateBatchDeps {
  judge: JudgeIdentity;
  asking: Asking;
  store: BatchStore;
  queue: BatchQueue;
  critiques: CritiqueCache;
  records: AnalysisRecords;
  flights: Flights;
  statistics?: Statistics | undefined;
  /** From so many critiques on they are made by the provider's own batches. */
  batchApiMin: number;
  onBackgroundError: (error: unknown) => void;
}

/** A batch, its analyses and its results are forgotten after so long: what is promised of all personal data. */
export const BATCH_TTL_SECONDS = 172_800;
/** Of a request's reads and holds. */
const AT_ONCE = 64;

/** How a wish was met when the batch was made. */
interface Met {
  wish: Wish;
  analysisId: string;
  /** Absent when the critique was known. */
  record?: AnalysisRecord | undefined;
  entry: Pick<BatchEntry, 'job' | 'status'>;
  refused?: Failure | undefined;
}

const NOT_YET = { size: 0, format: 'jpeg', bytes: () => new Uint8Array() } as const;

/** Takes a list of photos in by their hashes: what is known is answered, the money for the rest is held back. */
export function createBatchIntake(deps: CreateBatchDeps) {
  const { asking, critiques, records, flights, store, statistics = NO_STATISTICS } = deps;
  const local: JudgeIdentity = { model: LOCAL_MODEL, promptRevision: deps.judge.promptRevision };

  async function known(tenant: string, { fingerprint, options }: Wish): Promise<string | undefined> {
    const since = performance.now();
    const ready = await critiques.ready(fingerprintKey(fingerprint));
    if (!ready || !hasShown(tenant, ready)) return undefined;
    const ms = performance.now() - since;
    const from = ready.fromMemory ? 'l1' : 'exact';
    statistics.count({ type: 'hit', from, asked: fingerprint, ms, savedUsd: ready.costUsd });
    return answerKnown(fingerprint, options, ready, Date.now()).id;
  }

  /** Awaited, and a refusal is one of the batch: what is nobody's would not be kept. */
  const note = (tenant: string, wish: Wish) =>
    Promise.all(
      (wish.users.length > 0 ? wish.users : [undefined]).map((userId) =>
        asking.noteUser(tenant, { userId }, wish.fingerprint),
      ),
    );

  function recordOf(tenant: string, wish: Wish, judge: JudgeIdentity, inBatch: boolean): AnalysisRecord {
    const { sha256, options } = wish;
    const facts = { fingerprint: wish.key, model: judge.model, ttlSeconds: BATCH_TTL_SECONDS };
    const record = draftRecord({ tenant, photo: { sha256, ...NOT_YET }, options }, facts);
    return {
      ...record,
      photo: { sha256, bytes: 0 },
      quality: judge.model === LOCAL_MODEL ? undefined : asking.qualityOf(options),
      estimated: asking.estimate(undefined, options, judge, inBatch),
      ...(judge === local && { fallback: { from: deps.judge.model, reason: 'budget' as const } }),
    };
  }

  async function miss(tenant: string, wish: Wish, judge: JudgeIdentity, inBatch: boolean): Promise<Met> {
    const record = recordOf(tenant, wish, judge, inBatch);
    const {
      photo: _photo,
      acceptedAt: _acceptedAt,
      ...job
    } = draftJob(
      record,
      { tenant, photo: { sha256: wish.sha256, ...NOT_YET }, options: wish.options },
      judge,
      'economy',
    );
    const met: Met = { wish, analysisId: record.id, record, entry: { job } };
    try {
      if ((await asking.hold(record)) === 'held') return met;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'budget-exceeded') throw error;
      return { ...met, refused: error };
    }
    const fingerprint = asking.fingerprintOf(wish.sha256, wish.options, local);
    return meet(tenant, { ...wish, fingerprint, key: fingerprintKey(fingerprint) }, local);
  }

  async function meet(tenant: string, wish: Wish, judge: JudgeIdentity): Promise<Met> {
    const id = await known(tenant, wish);
    await note(tenant, wish);
    if (id !== undefined) return { wish, analysisId: id, entry: { status: 'completed' } };
    return miss(tenant, wish, judge, false);
  }

  /** Writes down what will wait. What fits into no budget has ended already. */
  async function write({ wish, record, refused }: Met): Promise<void> {
    if (!record) return;
    await records.create(record);
    if (!refused) {
      await flights.join(record.fingerprint, record.id);
      statistics.count({ type: 'missed', asked: wish.fingerprint });
      return;
    }
    const completedAt = new Date().toISOString();
    await records.settle(record.id, { status: 'failed', error: toAnalysisError(refused), completedAt });
  }

  async function withdraw(met: Met[]): Promise<void> {
    await mapAtOnce(met, AT_ONCE, async ({ record }) => {
      if (!record) return;
      await flights.leave(record.fingerprint, [record.id]);
      await records.remove(record.id);
      await asking.letGoOfHold(record.id);
    });
  }

  /**
   * @throws Failure `budget-exceeded` when there is money for none of it and nothing of it is known: no batch is made then.
   * When there is money for some, the others fail with that code, in the order of the request.
   */
  /** @param id where it has to be the same when it is made again */
  return async function create(
    tenant: string,
    request: BatchRequest,
    id = newBatchId(),
  ): Promise<CreatedBatch> {
    const since = performance.now();
    const wishes = wishesOf(request, asking);
    // What is known is looked up at once; money is held one after the other, so that it goes to the first.
    const knownIds = await mapAtOnce(wishes, AT_ONCE, (wish) => known(tenant, wish));
    const inBatch = knownIds.filter((id) => id === undefined).length >= deps.batchApiMin;
    const met: Met[] = [];
    try {
      await mapAtOnce(wishes, AT_ONCE, (wish) => note(tenant, wish));
      for (const [at, wish] of wishes.entries()) {
        const id = knownIds[at];
        met.push(
          id === undefined
            ? await miss(tenant, wish, deps.judge, inBatch)
            : { wish, analysisId: id, entry: { status: 'completed' } },
        );
      }
      const refused = met.find((it) => it.refused)?.refused;
      if (refused && met.every((it) => it.refused)) throw refused;
      await mapAtOnce(met, AT_ONCE, write);
      const created = await keep(id, tenant, request, met);
      const users = new Set(met.flatMap(({ wish }) => wish.users));
      await asking.standBy(tenant, [...users], since);
      return created;
    } catch (error) {
      await withdraw(met).catch(deps.onBackgroundError);
      throw error;
    }
  };

  async function keep(
    batchId: string,
    tenant: string,
    request: BatchRequest,
    met: Met[],
  ): Promise<CreatedBatch> {
    const waiting = met.filter(({ record, refused }) => record && !refused);
    const estimates = waiting.flatMap(({ record }) => record?.estimated ?? []);
    const toProvider = waiting.filter(({ record }) => record?.model !== LOCAL_MODEL).length;
    const now = Date.now();
    const head: BatchHead = {
      id: batchId,
      tenant,
      way: toProvider >= deps.batchApiMin ? 'batch' : 'single',
      estimated: sumOf(estimates, deps.judge.model),
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + BATCH_TTL_SECONDS * 1000).toISOString(),
    };
    const entries: BatchEntry[] = met.map(({ wish, analysisId, entry, refused }, n) => ({
      n,
      analysisId,
      sha256: wish.sha256,
      items: wish.items,
      ...(refused ? { status: 'failed' as const } : entry),
    }));
    const byItem = new Map(entries.flatMap((entry) => entry.items.map((at) => [at, entry] as const)));
    const items = request.items.map(({ sha256, ref }, at): BatchItemRecord => {
      return { sha256, ref, analysisId: byItem.get(at)?.analysisId ?? '' };
    });
    const owners = met.flatMap(({ wish }, n) =>
      wish.users.map((userId) => ({ userHash: userHashOf(tenant, userId), n })),
    );
    await store.create(head, items, entries, owners);
    await deps.queue.wake(head.id);
    const kept = await store.head(head.id);
    if (!kept) throw new Failure('internal', 'The batch was not kept');
    return {
      ...toBatch(kept, await store.missing(head.id)),
      items: items.map((item, at) => ({ ...item, status: byItem.get(at)?.status ?? 'queued' })),
    };
  }
}

export type CreateBatch = ReturnType<typeof createBatchIntake>;
